"""A wallet as tests use it: a key, and the requests of draft 13 and of 1.0."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.test import Client

from lapel.domain.badges import jose
from lapel.domain.badges.holding import KEY_PROOF
from lapel.domain.badges.keys import Kind, PrivateKey, jwk_of, private_key_of
from lapel.journey.exchange.queries.offers import (
    code_of,
    name_of,
    transaction_code_of,
)
from lapel.journey.exchange.queries.wallets import PRE_AUTHORIZED
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.exchange.models import Offer

TOKEN, CREDENTIAL = "/openid4vci/token", "/openid4vci/credential"
LINKED = {
    "format": "ldp_vc",
    "credential_definition": {"type": ["VerifiableCredential", "AchievementCredential"]},
}


@dataclass
class Wallet:
    """One program with one key, that speaks to Lapel over HTTP and nothing else."""

    key: PrivateKey = field(default_factory=lambda: private_key_of(Kind.P256, b"\x05" * 32))
    client: Client = field(default_factory=Client)
    token: str = ""

    @property
    def did(self) -> str:
        return f"did:key:{self.key.public.multikey}"

    def opens(self, offer: Offer, **more: Any) -> Any:
        """Exchange the offer's code, as its document holds it, for a token."""
        typed = {"tx_code": transaction_code_of(offer)} if offer.asks_code else {}
        given = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code_of(offer)}
        answer = self.client.post(TOKEN, given | typed | more)
        self.token = answer.json().get("access_token", self.token)
        return answer

    def fetches(self, offer: Offer) -> Any:
        return self.client.get(f"/openid4vci/offers/{name_of(offer)}")

    def nonce(self) -> str:
        return str(self.client.post("/openid4vci/nonce").json()["c_nonce"])

    def proof(self, audience: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Prove the key with a fresh nonce; a claim that is None is left out."""
        said = {"aud": audience, "iat": int(now().timestamp())} | claims
        said.setdefault("nonce", self.nonce())
        named = {"typ": KEY_PROOF, "jwk": jwk_of(self.key.public)} | (header or {})
        return jose.make_token(
            {name: value for name, value in named.items() if value is not None},
            {name: value for name, value in said.items() if value is not None},
            kind=self.key.kind,
            sign=self.key.sign,
        )

    def asks(self, body: dict[str, Any], *, token: str | None = None) -> Any:
        bearer = f"Bearer {self.token if token is None else token}"
        return self.client.post(
            CREDENTIAL, body, content_type="application/json", headers={"authorization": bearer}
        )

    def asks_13(self, offer: Offer, *, proof: str = "", **more: Any) -> Any:
        """Ask for the JSON-LD form in the shape of draft 13."""
        jwt = proof or self.proof(issuer_of(offer))
        return self.asks({**LINKED, "proof": {"proof_type": "jwt", "jwt": jwt}, **more})

    def asks_1(self, offer: Offer, configuration: str = "OpenBadge_ldp_vc", proof: str = "") -> Any:
        """Ask in the shape of 1.0."""
        jwt = proof or self.proof(issuer_of(offer))
        body = {"credential_configuration_id": configuration, "proofs": {"jwt": [jwt]}}
        return self.asks(body)


def issuer_of(offer: Offer) -> str:
    """Give the credential issuer as the offer names it."""
    from lapel.journey.exchange.queries.wallets import credential_issuer

    return credential_issuer(offer.award.achievement.issuer)


def path_of(address: str) -> str:
    return urlsplit(address).path
