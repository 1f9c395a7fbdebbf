"""What wallets are told: credential issuers, their configurations, and offers.

Sources: OpenID for Verifiable Credential Issuance 1.0, §4 and §12.2, and draft 13, §4 and §11.2,
whose names stand side by side; RFC 8414 for the authorization server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from lapel.domain.badges.contexts import CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS
from lapel.domain.badges.keys import SIGNING
from lapel.domain.badges.tokens import OPEN_BADGE_TYPE
from lapel.journey.exchange.queries.offers import TRANSACTION_DIGITS, code_of
from lapel.journey.issuing.queries import address

if TYPE_CHECKING:
    from lapel.journey.exchange.models import Offer
    from lapel.journey.issuing.models import Issuer

PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
TYPES = ["VerifiableCredential", "AchievementCredential"]
# Each configuration with its format, the best known first.
CONFIGURATIONS = {
    "OpenBadge_ldp_vc": "ldp_vc",
    "OpenBadge_jwt_vc_json": "jwt_vc_json",
    "OpenBadge_vc_sd_jwt": "vc+sd-jwt",
    "OpenBadge_dc_sd_jwt": "dc+sd-jwt",
}
NAME = "Open Badge"
ALGORITHMS = [kind.alg for kind in SIGNING]
CLAIMS = {
    ("name",): "Badge",
    ("credentialSubject", "achievement", "description"): "For",
    ("issuer", "name"): "Awarded by",
    ("awardedDate",): "Awarded on",
}


def credential_issuer(issuer: Issuer) -> str:
    """Give an issuer's identifier as a credential issuer: the address of its profile."""
    return address("issuer", issuer.pk)


def _endpoint(name: str) -> str:
    return settings.BASE_URL + reverse(f"openid4vci-{name}")


def issuer_metadata(identifier: str, name: str) -> dict[str, Any]:
    """Describe a credential issuer in the words of 1.0 and of draft 13 together.

    `issuer` and `token_endpoint` belong into the authorization server's metadata; one wallet looks
    for them here.
    """
    return {
        "credential_issuer": identifier,
        "issuer": identifier,
        "token_endpoint": _endpoint("token"),
        "credential_endpoint": _endpoint("credential"),
        "nonce_endpoint": _endpoint("nonce"),
        "notification_endpoint": _endpoint("notification"),
        "display": [{"name": name, "locale": "en"}],
        "credential_configurations_supported": {
            key: _configuration(form) for key, form in CONFIGURATIONS.items()
        },
    }


def server_metadata(identifier: str) -> dict[str, Any]:
    """Describe the authorization server of a credential issuer (RFC 8414; OpenID4VCI §12.3)."""
    return {
        "issuer": identifier,
        "token_endpoint": _endpoint("token"),
        "grant_types_supported": [PRE_AUTHORIZED],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def offer_document(offer: Offer) -> dict[str, Any]:
    """Give an offer as a wallet fetches it, with its code in clear."""
    grant: dict[str, Any] = {"pre-authorized_code": code_of(offer)}
    if offer.asks_code:
        grant["tx_code"] = {
            "input_mode": "numeric",
            "length": TRANSACTION_DIGITS,
            "description": "The digits that Lapel shows on the page of your badge.",
        }
    return {
        "credential_issuer": credential_issuer(offer.award.achievement.issuer),
        "credential_configuration_ids": list(offer.forms),
        "grants": {PRE_AUTHORIZED: grant},
    }


def _configuration(form: str) -> dict[str, Any]:
    display = [{"name": NAME, "locale": "en"}]
    claims = [
        {"path": list(path), "display": [{"name": word, "locale": "en"}]}
        for path, word in CLAIMS.items()
    ]
    return {
        "format": form,
        "cryptographic_binding_methods_supported": ["did:key", "did:jwk", "jwk"],
        "credential_signing_alg_values_supported": ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"]
        if form == "ldp_vc"
        else ALGORITHMS,
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ALGORITHMS}},
        "display": display,
        "credential_metadata": {"display": display, "claims": claims},
        **_format_words(form),
    }


def _format_words(form: str) -> dict[str, Any]:
    """Say what a format says of its type (OpenID4VCI 1.0, Appendix A)."""
    if form == "ldp_vc":
        contexts = [CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
        return {"credential_definition": {"@context": contexts, "type": TYPES}}
    if form == "jwt_vc_json":
        return {"credential_definition": {"type": TYPES}}
    return {"vct": OPEN_BADGE_TYPE}
