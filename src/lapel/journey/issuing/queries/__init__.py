"""Reads: awards and their documents, issuers and keys, and our own word on our own badges."""

from lapel.journey.issuing.queries.addresses import address, competency_name, did_now, did_of
from lapel.journey.issuing.queries.awards import (
    Filters,
    SigningAnew,
    award,
    awards_issued_by,
    awards_of,
    awards_to_sign_anew,
    counting_awards,
    issued_awards,
    issuers_of,
    latest_standing,
    signing_anew,
    stacks_that_lost_ground,
)
from lapel.journey.issuing.queries.descriptions import (
    described,
    place_of,
    profile_of,
    unsigned_credential,
)
from lapel.journey.issuing.queries.keys import (
    LIFETIME,
    RENEWAL,
    TTL,
    active_key,
    did_document_of,
    disowned_keys,
    key_under,
    made_keys,
)
from lapel.journey.issuing.queries.log import are_in_the_log, is_in_the_log
from lapel.journey.issuing.queries.pictures import picture_svg
from lapel.journey.issuing.queries.published import (
    achievement,
    achievement_document,
    competency_document,
    competency_named,
    issuer,
    profile_document,
    status_list,
    web_did_document,
)
from lapel.journey.issuing.queries.references import (
    AssessorReference,
    assessor_references,
    reference,
)
from lapel.journey.issuing.queries.reliability import Snapshot, reliability_of
from lapel.journey.issuing.queries.trust import award_id_in, own_document, own_trust, verdict_on

__all__ = [
    "LIFETIME",
    "RENEWAL",
    "TTL",
    "AssessorReference",
    "Filters",
    "SigningAnew",
    "Snapshot",
    "achievement",
    "achievement_document",
    "active_key",
    "address",
    "are_in_the_log",
    "assessor_references",
    "award",
    "award_id_in",
    "awards_issued_by",
    "awards_of",
    "awards_to_sign_anew",
    "competency_document",
    "competency_name",
    "competency_named",
    "counting_awards",
    "described",
    "did_document_of",
    "did_now",
    "did_of",
    "disowned_keys",
    "is_in_the_log",
    "issued_awards",
    "issuer",
    "issuers_of",
    "key_under",
    "latest_standing",
    "made_keys",
    "own_document",
    "own_trust",
    "picture_svg",
    "place_of",
    "profile_document",
    "profile_of",
    "reference",
    "reliability_of",
    "signing_anew",
    "stacks_that_lost_ground",
    "status_list",
    "unsigned_credential",
    "verdict_on",
    "web_did_document",
]
