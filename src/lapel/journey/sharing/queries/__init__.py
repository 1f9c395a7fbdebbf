"""Reads: what is shared, what a badge page says, and the checking of any badge file."""

from lapel.journey.sharing.queries.bundles import Binder, own_trust_file
from lapel.journey.sharing.queries.causes import say
from lapel.journey.sharing.queries.checking import brought, checked
from lapel.journey.sharing.queries.face import Face, face_of
from lapel.journey.sharing.queries.links import (
    baked_png,
    baked_svg,
    document_address,
    linkedin_address,
    page_address,
    qr_svg,
    shared_award_at,
)
from lapel.journey.sharing.queries.shares import (
    awards_shared_with,
    district_consent,
    district_of,
    share_of,
    with_district_leave,
)
from lapel.journey.sharing.queries.wording import Told, headline_of, in_words, told

__all__ = [
    "Binder",
    "Face",
    "Told",
    "awards_shared_with",
    "baked_png",
    "baked_svg",
    "brought",
    "checked",
    "district_consent",
    "district_of",
    "document_address",
    "face_of",
    "headline_of",
    "in_words",
    "linkedin_address",
    "own_trust_file",
    "page_address",
    "qr_svg",
    "say",
    "share_of",
    "shared_award_at",
    "told",
    "with_district_leave",
]
