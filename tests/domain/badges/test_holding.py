"""What a wallet shows of its key before a badge is bound to it (OpenID4VCI 1.0, Appendix F)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.badges.badge_makers import NOW, award, badge
from lapel.domain.badges import documents, jose
from lapel.domain.badges.errors import IdentifierError, ProofError
from lapel.domain.badges.holding import (
    KEY_PROOF,
    MAX_PROOF,
    Holder,
    bound_to,
    check_key_proof,
    holder_of,
)
from lapel.domain.badges.keys import SIGNING, Kind, jwk_of, private_key_of
from lapel.domain.badges.multiformats import base64url_encode

ISSUER = "https://lapel.example/id/issuer/1"
KEYS = {kind: private_key_of(kind, b"\x07" * (48 if kind is Kind.P384 else 32)) for kind in SIGNING}
OTHER = private_key_of(Kind.ED25519, b"\x06" * 32)
SECONDS = int(NOW.timestamp())


def did_jwk(kind: Kind) -> str:
    return "did:jwk:" + base64url_encode(jose.compact(jwk_of(KEYS[kind].public)).encode())


def did_key(kind: Kind) -> str:
    return f"did:key:{KEYS[kind].public.multikey}"


def named(kind: Kind, how: str) -> dict[str, Any]:
    """The header's part that names a key."""
    return {
        "jwk": {"jwk": jwk_of(KEYS[kind].public)},
        "did:key": {"kid": f"{did_key(kind)}#{KEYS[kind].public.multikey}"},
        "did:key bare": {"kid": did_key(kind)},
        "did:jwk": {"kid": f"{did_jwk(kind)}#0"},
    }[how]


def proof(kind: Kind = Kind.ED25519, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A proof as a wallet makes it; claims that are None are left out."""
    given = {"typ": KEY_PROOF, **named(kind, "jwk")} | (header or {})
    said = {"aud": ISSUER, "iat": SECONDS, "nonce": "n-1"} | claims
    return jose.make_token(
        {name: value for name, value in given.items() if value is not None},
        {name: value for name, value in said.items() if value is not None},
        kind=kind,
        sign=KEYS[kind].sign,
    )


def ask(text: str) -> Holder:
    return check_key_proof(text, audience=[ISSUER], now=NOW).holder


@pytest.mark.parametrize("kind", SIGNING)
@pytest.mark.parametrize("how", ["jwk", "did:key", "did:key bare", "did:jwk"])
def test_a_wallet_names_its_key_by_jwk_or_by_did(kind: Kind, how: str) -> None:
    """Whichever way, the holder is that key and a DID that stands for it."""
    header = {"jwk": None} | named(kind, how)
    found = check_key_proof(proof(kind, header), audience=[ISSUER], now=NOW)
    assert found.holder.key == KEYS[kind].public
    assert found.holder.did == (did_jwk(kind) if how == "did:jwk" else did_key(kind))
    assert found.nonce == "n-1"


def test_what_a_wide_spread_wallet_leaves_out_is_borne() -> None:
    """@digitalbazaar/oid4-client writes no typ and no iat, but nbf and exp."""
    bare = proof(header={"typ": None}, iat=None, nbf=SECONDS, exp=SECONDS + 300)
    assert ask(bare).key == KEYS[Kind.ED25519].public


@pytest.mark.parametrize("aud", [ISSUER, ISSUER + "/", [ISSUER]])
def test_an_issuer_is_the_same_with_a_slash_and_in_a_list_of_one(aud: Any) -> None:
    """RFC 7519 §4.1.3 lets the audience be either; wallets differ about the slash."""
    assert ask(proof(aud=aud)).did == did_key(Kind.ED25519)


def _forged(algorithm: str) -> str:
    header = {"alg": algorithm, "typ": KEY_PROOF, **named(Kind.ED25519, "jwk")}
    parts = (header, {"aud": ISSUER, "iat": SECONDS, "nonce": "n-1"})
    return ".".join(base64url_encode(jose.compact(part).encode()) for part in parts) + ".AAAA"


def _signed_by(other: Any) -> str:
    header = {"typ": KEY_PROOF, **named(Kind.ED25519, "jwk")}
    claims = {"aud": ISSUER, "iat": SECONDS, "nonce": "n-1"}
    return jose.make_token(header, claims, kind=Kind.ED25519, sign=other.sign)


P256 = jwk_of(KEYS[Kind.P256].public)
WRONG = {
    "alg none": (_forged("none"), "proves nothing"),
    "a shared secret": (_forged("HS256"), "proves nothing"),
    "an unknown algorithm": (_forged("PS256"), "not checked here"),
    "the algorithm of another key": (proof(header={"jwk": P256}), "not what a key of P-256"),
    "another's key": (_signed_by(OTHER), "does not match"),
    "no key": (proof(header={"jwk": None}), "name one key"),
    "two keys": (proof(header={"kid": did_key(Kind.P256)}), "name one key"),
    "a certificate": (proof(header={"x5c": ["MII="]}), "name one key"),
    "a key that is none": (proof(header={"jwk": [1]}), "not a public key"),
    "a secret key": (proof(header={"jwk": {**P256, "d": "AA"}}), "not a public key"),
    "another purpose": (proof(header={"typ": "JWT"}), "proves no key"),
    "another issuer": (proof(aud="https://evil.example"), "another issuer"),
    "two issuers": (proof(aud=[ISSUER, "https://evil.example"]), "another issuer"),
    "no issuer": (proof(aud=None), "another issuer"),
    "old": (proof(iat=SECONDS - 601), "too old"),
    "undated": (proof(iat=None), "too old"),
    "badly dated": (proof(iat="now"), "too old"),
    "dated beyond time": (proof(iat=1e300), "too old"),
    "of the future": (proof(iat=SECONDS + 301), "in the future"),
    "over": (proof(exp=SECONDS), "is over"),
    "over at no time": (proof(exp=True), "is over"),
    "no nonce": (proof(nonce=None), "holds no nonce"),
    "no text as nonce": (proof(nonce=1), "holds no nonce"),
    "no token": ("{}", "not a signed token"),
    "endless": ("a" * (MAX_PROOF + 1), "too long"),
}


@pytest.mark.parametrize(("text", "why"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_with_a_proof_is_said(text: str, why: str) -> None:
    """No badge is bound on the strength of any of these."""
    with pytest.raises(ProofError, match=why):
        ask(text)


def test_a_proof_may_be_ten_minutes_old_and_a_clock_five_minutes_ahead() -> None:
    """The bounds themselves are within."""
    assert ask(proof(iat=SECONDS - 600))
    assert ask(proof(iat=SECONDS + 300, exp=SECONDS + 1))


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("did:example:1", "could not be found"),
        (f"{did_key(Kind.ED25519)}#{OTHER.public.multikey}", "no such key"),
        (f"{did_jwk(Kind.P256)}#1", "no such key"),
        ("did:jwk:e30x!", "malformed"),
        ("did:jwk:" + base64url_encode(b'{"kty":"OKP"}'), "kind that is not known"),
        ("did:jwk:" + base64url_encode(b'{"kty":"OKP","d":"AA"}'), "holds a secret key"),
        ("did:key:u123", "kind that is not known"),
    ],
    ids=["unknown", "another's key", "second key", "malformed", "no key", "secret", "no did:key"],
)
def test_an_identifier_that_names_no_holder_is_refused(method: str, why: str) -> None:
    """Only did:key and did:jwk stand for a key by themselves."""
    with pytest.raises(IdentifierError, match=why):
        holder_of(method)


def test_a_bound_badge_differs_in_whom_it_is_about_and_in_nothing_else() -> None:
    """The same award, said of the wallet's key."""
    unsigned = documents.credential(award())
    holder = holder_of(did_key(Kind.P256))
    bound = bound_to(holder, unsigned)
    assert bound["credentialSubject"].pop("id") == holder.did
    del unsigned["credentialSubject"]["id"]
    assert bound == unsigned


def test_a_signed_badge_is_not_rewritten() -> None:
    """Its signature would no longer match."""
    with pytest.raises(ProofError, match="unsigned"):
        bound_to(holder_of(did_key(Kind.P256)), badge())
