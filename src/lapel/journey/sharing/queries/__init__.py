"""Reads: what is shared, what a badge page says, and the checking of any badge file."""

from lapel.journey.sharing.queries.bundles import (
    Binder,
    anchored_form,
    own_trust_file,
    zipped,
)
from lapel.journey.sharing.queries.causes import say
from lapel.journey.sharing.queries.checking import brought, checked
from lapel.journey.sharing.queries.cv import cv_entries, europass_xml, json_resume
from lapel.journey.sharing.queries.face import Face, face_of
from lapel.journey.sharing.queries.life import Life, life_of, successor_of
from lapel.journey.sharing.queries.links import (
    baked_png,
    baked_svg,
    document_address,
    linkedin_address,
    page_address,
    qr_svg,
    shared_award_at,
)
from lapel.journey.sharing.queries.oembed import as_xml, embedded, oembed_addresses
from lapel.journey.sharing.queries.papers import (
    Offer,
    form_offers,
    forms_of,
    ready_paper,
    transcript_offers,
    what_form_rests_on,
    what_transcript_rests_on,
)
from lapel.journey.sharing.queries.shares import (
    district_consent,
    district_of,
    share_of,
    with_district_leave,
)
from lapel.journey.sharing.queries.verdict_words import Told, headline_of, in_words, told

__all__ = [
    "Binder",
    "Face",
    "Life",
    "Offer",
    "Told",
    "anchored_form",
    "as_xml",
    "baked_png",
    "baked_svg",
    "brought",
    "checked",
    "cv_entries",
    "district_consent",
    "district_of",
    "document_address",
    "embedded",
    "europass_xml",
    "face_of",
    "form_offers",
    "forms_of",
    "headline_of",
    "in_words",
    "json_resume",
    "life_of",
    "linkedin_address",
    "oembed_addresses",
    "own_trust_file",
    "page_address",
    "qr_svg",
    "ready_paper",
    "say",
    "share_of",
    "shared_award_at",
    "successor_of",
    "told",
    "transcript_offers",
    "what_form_rests_on",
    "what_transcript_rests_on",
    "with_district_leave",
    "zipped",
]
