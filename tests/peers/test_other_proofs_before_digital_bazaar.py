"""Badges signed with P-256 and P-384, before Digital Bazaar's own ecdsa-rdfc-2019."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, award
from lapel.domain.badges import did, documents
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.proof import add_proof
from peers.verifiers import accepts

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
AWKWARD = 'Tab\t, bell\x07, quote", back\\slash, \u202eعربي\u202c, 🦉'


class Signer:
    """A key of a kind, under a did:web or its did:key."""

    def __init__(self, kind: Kind, *, web: bool) -> None:
        private = private_key_of(kind, b"\x05" * (kind.signature_size // 2))
        self.kind, self.sign, self.multikey = kind, private.sign, private.public.multikey
        self.did = ISSUER if web else f"did:key:{self.multikey}"
        self.verification_method = did.verification_method(self.did, self.multikey)


def badge_of(signer: Signer) -> dict[str, Any]:
    """A badge in force, without status, so that no other kind of signature is asked for."""
    made = award(
        issuer=signer.did,
        status=(),
        narrative=AWKWARD,
        valid_from=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(days=9),
    )
    return add_proof(
        documents.credential(made),
        signer=signer,
        created=NOW,
        suite="ecdsa-rdfc-2019",
        kind=signer.kind,
    )


@pytest.mark.parametrize("web", [True, False], ids=["did:web", "did:key"])
@pytest.mark.parametrize("kind", [Kind.P256, Kind.P384])
def test_digital_bazaar_accepts_our_ecdsa_badges(kind: Kind, web: bool) -> None:
    """SHA-384 throughout for P-384; and one changed word is refused."""
    signer = Signer(kind, web=web)
    badge = badge_of(signer)
    pages = {}
    if web:
        document = did.did_document(ISSUER, [did.Key(signer.multikey)])
        pages = {did.web_address(ISSUER): document}
    answer = accepts("digitalbazaar", badge, pages)
    assert answer.verified, answer.errors
    badge["credentialSubject"]["achievement"]["name"] = "Something grander"
    assert not accepts("digitalbazaar", badge, pages).verified
