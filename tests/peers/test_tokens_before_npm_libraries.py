"""Badges as VC-JWT before jose, and as SD-JWT VC before @sd-jwt/sd-jwt-vc."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, award
from lapel.domain.badges import did, documents, sdjwt
from lapel.domain.badges.keys import SIGNING, Kind, jwk_of, private_key_of
from lapel.domain.badges.multiformats import base64url_encode
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from peers.asking import ask

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
AWKWARD = 'Tab\t, bell\x07, quote", back\\slash, \u202eعربي\u202c, 🦉'
HOLDER = private_key_of(Kind.ED25519, b"\x06" * 32)
HIDDEN: list[sdjwt.Path] = [
    ("credentialSubject", "narrative"),
    ("credentialSubject", "result"),
    ("evidence",),
]


class Signer:
    """A key of a kind under the issuer's did:web."""

    def __init__(self, kind: Kind, seed: int = 5) -> None:
        private = private_key_of(kind, bytes([seed]) * (kind.signature_size // 2))
        self.kind, self.sign, self.public = kind, private.sign, private.public
        self.verification_method = did.verification_method(ISSUER, self.public.multikey)


def unsigned(**changes: Any) -> dict[str, Any]:
    dates = {"valid_from": NOW - timedelta(hours=1), "valid_until": NOW + timedelta(days=9)}
    return documents.credential(award(narrative=AWKWARD, **{**dates, **changes}))


def asked(token: str, signer: Signer, **more: Any) -> dict[str, Any]:
    return ask(
        "tokens", {"token": token, "jwk": jwk_of(signer.public), "alg": signer.kind.alg, **more}
    )


def salts() -> Any:
    numbers = count()
    return lambda: base64url_encode(next(numbers).to_bytes(16))


def sd_jwt(signer: Signer) -> str:
    return make_sd_jwt_vc(
        unsigned(),
        signer=signer,
        salt=salts(),
        hide=HIDDEN,
        kind=signer.kind,
        holder=HOLDER.public,
    )


@pytest.mark.parametrize("kind", list(SIGNING))
def test_jose_accepts_our_vc_jwt_and_reads_the_same_badge(kind: Kind) -> None:
    """EdDSA, ES256 and ES384; every claim of the badge comes out as it went in."""
    signer, document = Signer(kind), unsigned()
    answer = asked(make_vc_jwt(document, signer=signer, kind=kind), signer)
    assert answer["verified"], answer["errors"]
    assert answer["claims"].items() >= document.items()


@pytest.mark.parametrize("kind", list(SIGNING))
def test_jose_refuses_another_key_a_changed_badge_and_one_that_is_over(kind: Kind) -> None:
    """As Lapel itself does."""
    signer = Signer(kind)
    token = make_vc_jwt(unsigned(), signer=signer, kind=kind)
    assert not asked(token, Signer(kind, 7))["verified"]
    header, _, signature = token.split(".")
    other = make_vc_jwt(unsigned(id="urn:uuid:0"), signer=signer, kind=kind).split(".")[1]
    assert not asked(f"{header}.{other}.{signature}", signer)["verified"]
    over = unsigned(valid_until=NOW - timedelta(minutes=1))
    answer = asked(make_vc_jwt(over, signer=signer, kind=kind), signer)
    assert answer["errors"] == ['"exp" claim timestamp check failed']


@pytest.mark.parametrize("kind", list(SIGNING))
def test_sd_jwt_vc_accepts_our_badge_whole_and_in_part(kind: Kind) -> None:
    """With every claim disclosed the badge is whole; with one, the others are not there."""
    signer, document = Signer(kind), unsigned()
    whole = sd_jwt(signer)
    answer = asked(whole, signer)
    assert answer["verified"], answer["errors"]
    assert answer["claims"].items() >= document.items()
    answer = asked(sdjwt.present(whole, [("evidence",)]), signer)
    assert answer["verified"], answer["errors"]
    assert answer["claims"]["evidence"] == document["evidence"]
    assert not {"narrative", "result"} & answer["claims"]["credentialSubject"].keys()


def test_sd_jwt_vc_accepts_our_key_binding_and_refuses_anothers_nonce() -> None:
    """The holder's signature over the presentation, for one verifier once."""
    signer = Signer(Kind.P256)
    bound = sdjwt.bind(
        sdjwt.present(sd_jwt(signer), []),
        kind=Kind.ED25519,
        sign=HOLDER.sign,
        audience="https://verifier.example",
        nonce="n-0S6",
        issued_at=int(NOW.timestamp()),
    )
    holder = jwk_of(HOLDER.public)
    answer = asked(bound, signer, holder=holder, nonce="n-0S6")
    assert answer["verified"], answer["errors"]
    assert not asked(bound, signer, holder=holder, nonce="other")["verified"]
    assert not asked(bound, signer, holder=jwk_of(signer.public), nonce="n-0S6")["verified"]


def test_sd_jwt_vc_refuses_another_key_and_reads_no_changed_disclosure() -> None:
    """A claim that was not signed fits no digest, so it is not read."""
    signer = Signer(Kind.P256)
    token = sd_jwt(signer)
    assert not asked(token, Signer(Kind.P256, 7))["verified"]
    issued, *disclosures, _ = token.split("~")
    forged = base64url_encode(b'["salt","narrative","With honours"]')
    subject = asked("~".join([issued, *disclosures, ""]), signer)["claims"]["credentialSubject"]
    assert subject["narrative"] == documents.legible(AWKWARD)
    answer = asked(f"{issued}~{forged}~", signer)
    assert "narrative" not in answer["claims"]["credentialSubject"]
