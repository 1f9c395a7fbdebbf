"""Reads of exchange: programs and their grants, scopes, badges brought from elsewhere.

Wallet offers and API tokens are read through `queries.offers`, `queries.wallets` and
`queries.api_tokens`.
"""

from lapel.journey.exchange.queries.brought import (
    LARGEST,
    Read,
    addresses_of,
    brought_badges,
    names_holder,
    read_brought,
    room_left,
)
from lapel.journey.exchange.queries.brought_hosted import (
    ReadHosted,
    hosted_names_holder,
    read_hosted,
)
from lapel.journey.exchange.queries.fingerprints import fingerprint, is_secret
from lapel.journey.exchange.queries.hosted import (
    AssertionsPage,
    assertion_document,
    assertions_page,
    badge_class_document,
    hosted_award,
    is_in_force,
    issuer_document,
)
from lapel.journey.exchange.queries.listing import Badge, Page, badges_page
from lapel.journey.exchange.queries.metadata import (
    MetadataError,
    accepted_metadata,
    host_of,
    origin_of,
)
from lapel.journey.exchange.queries.profiles import profile_of
from lapel.journey.exchange.queries.programs import (
    LetIn,
    code,
    live_token,
    open_grants,
    program,
    programs_let_in,
    stands,
    token,
)
from lapel.journey.exchange.queries.scopes import in_plain_words, known_scopes

__all__ = [
    "LARGEST",
    "AssertionsPage",
    "Badge",
    "LetIn",
    "MetadataError",
    "Page",
    "Read",
    "ReadHosted",
    "accepted_metadata",
    "addresses_of",
    "assertion_document",
    "assertions_page",
    "badge_class_document",
    "badges_page",
    "brought_badges",
    "code",
    "fingerprint",
    "host_of",
    "hosted_award",
    "hosted_names_holder",
    "in_plain_words",
    "is_in_force",
    "is_secret",
    "issuer_document",
    "known_scopes",
    "live_token",
    "names_holder",
    "open_grants",
    "origin_of",
    "profile_of",
    "program",
    "programs_let_in",
    "read_brought",
    "read_hosted",
    "room_left",
    "stands",
    "token",
]
