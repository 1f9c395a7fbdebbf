"""Keys of every kind pinned in a trust file confirm an issuer without a network."""

from __future__ import annotations

import json

import pytest

from domain.badges.badge_makers import ISSUER, NOW, award
from lapel.domain.badges import did, documents
from lapel.domain.badges.keys import SIGNING, Kind, private_key_of
from lapel.domain.badges.proof import make_proof
from lapel.domain.badges.trust import read_trust
from lapel.domain.badges.verification import verify_credential


@pytest.mark.parametrize("kind", list(SIGNING))
def test_a_pinned_key_confirms_a_did_web_issuer_offline(kind: Kind) -> None:
    """The right key does; another of the same kind does not."""
    private, other = (
        private_key_of(kind, bytes([seed]) * (kind.signature_size // 2)) for seed in (3, 4)
    )
    family = "eddsa-rdfc-2022" if kind is Kind.ED25519 else "ecdsa-rdfc-2019"
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": family,
        "verificationMethod": did.verification_method(ISSUER, private.public.multikey),
        "proofPurpose": "assertionMethod",
    }
    document = documents.credential(award(status=()))
    proof = make_proof(document, options, kind=kind, sign=private.sign)
    codes = []
    for pinned in (private, other):
        entry = {"id": ISSUER, "name": "Hill", "keys": [pinned.public.multikey]}
        trust = read_trust(json.dumps({"issuers": [entry]}).encode())
        answer = verify_credential({**document, "proof": [proof]}, now=NOW, trust=trust)
        codes.append(answer.exit_code)
    assert codes == [0, 3]
