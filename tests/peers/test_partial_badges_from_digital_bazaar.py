"""Badges issued and shown in part with Digital Bazaar's ecdsa-sd-2023, verified by Lapel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import award
from lapel.domain.badges import documents
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.trust import Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import verify_credential
from peers.asking import ask

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
SECRET = b"\x08" * 32
PUBLIC = private_key_of(Kind.P256, SECRET).public.multikey
ISSUER = f"did:key:{PUBLIC}"
AWKWARD = 'Tab\t, bell\x07, quote", back\\slash, \u202eعربي\u202c, 🦉'
MANDATORY = ["/issuer", "/validFrom", "/validUntil", "/credentialSchema"]
SHOWN = ["/id", "/name", "/credentialSubject/achievement"]


def shown(*selective: str) -> dict[str, Any]:
    """What a holder derives who shows these parts, beside the base it comes from."""
    made = award(
        issuer=ISSUER,
        status=(),
        narrative=AWKWARD,
        valid_from=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(days=9),
    )
    question = {
        "credential": documents.credential(made),
        "key": {
            "@context": "https://w3id.org/security/multikey/v1",
            "id": f"{ISSUER}#{PUBLIC}",
            "controller": ISSUER,
            "type": "Multikey",
            "publicKeyMultibase": PUBLIC,
            "secretKeyMultibase": multibase_encode(Kind.P256.secret_prefix + SECRET),
        },
        "mandatory": MANDATORY,
        "selective": list(selective),
        "documents": dict(vendored()),
    }
    return ask("holder", question)


def verified(document: dict[str, Any]) -> Verification:
    trust = Trust(issuers=(TrustedIssuer(id=ISSUER, name="Hill"),))
    return verify_credential(document, now=NOW, trust=trust)


@pytest.mark.parametrize("selective", [SHOWN, [*SHOWN, "/credentialSubject"], ["/name"]])
def test_what_digital_bazaar_derives_verifies(selective: list[str]) -> None:
    """Some of it, all of it, next to nothing of it; the rest does not count as absent."""
    answer = verified(shown(*selective)["derived"])
    assert answer.step("proof").verdict is Verdict.PASS, answer.headline
    assert (answer.exit_code, answer.step("status").code) == (3, "status.withheld")


def test_what_digital_bazaar_derives_is_refused_once_changed() -> None:
    """A statement that was shown, a mandatory one, and one that was added."""
    for change in (
        {"name": "Something grander"},
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"description": "With honours."},
    ):
        answer = verified({**shown(*SHOWN)["derived"], **change})
        assert (answer.exit_code, answer.step("proof").verdict) == (1, Verdict.FAIL)


def test_digital_bazaars_base_proof_is_named_as_what_it_is() -> None:
    """Nobody but the holder should have it; it is not called forged."""
    answer = verified(shown(*SHOWN)["base"])
    assert (answer.exit_code, answer.step("proof").code) == (2, "proof.unsupported")
    assert "holder alone" in answer.headline
