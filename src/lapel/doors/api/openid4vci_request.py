"""What a wallet asks for, in the words of both versions: the form of the badge, and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.badges.tokens import OPEN_BADGE_TYPE
from lapel.journey.exchange.actions import WalletRefusal
from lapel.journey.exchange.queries import wallets

if TYPE_CHECKING:
    from collections.abc import Mapping

# One wallet's library takes a configuration's name for a type.
BADGE_TYPES = {*wallets.TYPES, "OpenBadgeCredential", *wallets.CONFIGURATIONS}
BADGE_VCTS = {OPEN_BADGE_TYPE, *wallets.CONFIGURATIONS}
UNSUPPORTED_TYPE = "unsupported_credential_type"


def configuration_asked(asked: Mapping[str, Any]) -> str:
    """Find which form is asked for: by the name of 1.0, or by the format of draft 13.

    Raises `WalletRefusal` in the words of OpenID4VCI 1.0, §8.3.1.2.
    """
    for name, code in (
        ("credential_configuration_id", "unknown_credential_configuration"),
        ("credential_identifier", "unknown_credential_identifier"),
    ):
        if name in asked:
            if str(asked[name]) not in wallets.CONFIGURATIONS:
                raise WalletRefusal(code, f"There is no such {name}.")
            return str(asked[name])
    if "format" not in asked:
        raise WalletRefusal("invalid_credential_request", "The request does not say for what.")
    for key, form in wallets.CONFIGURATIONS.items():
        if asked["format"] == form:
            _check_type(asked, form)
            return key
    raise WalletRefusal("unsupported_credential_format", "There is no such format.")


def _check_type(asked: Mapping[str, Any], form: str) -> None:
    if form.endswith("sd-jwt"):
        if str(asked.get("vct", OPEN_BADGE_TYPE)) not in BADGE_VCTS:
            raise WalletRefusal(UNSUPPORTED_TYPE, "Only Open Badges are given here.")
        return
    definition = asked.get("credential_definition")
    types = definition.get("type", []) if isinstance(definition, dict) else None
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise WalletRefusal("invalid_credential_request", "The credential_definition is malformed.")
    if not set(types) <= BADGE_TYPES:
        raise WalletRefusal(UNSUPPORTED_TYPE, "Only Open Badges are given here.")


def proof_shown(asked: Mapping[str, Any]) -> str:
    """Take the one proof out of `proof` (draft 13) or `proofs` (1.0); `WalletRefusal` else."""
    one, several = asked.get("proof"), asked.get("proofs")
    if isinstance(one, dict) and one.get("proof_type") == "jwt" and several is None:
        found = [one.get("jwt")]
    else:
        found = several.get("jwt", []) if isinstance(several, dict) and one is None else []
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], str):
        raise WalletRefusal("invalid_proof", "The request brings no proof of one key, as a JWT.")
    return found[0]
