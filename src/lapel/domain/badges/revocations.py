"""`1EdTechRevocationList`: a plain list of what an issuer has revoked, served at an address.

Source: 1EdTech Revocation List Status Method 1.0. The list is not signed, so what it does not say
counts only where it came from its own address, or from the verifier's own trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.checks import as_list, issuer_id
from lapel.domain.badges.errors import StatusError
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.trust import Origin
from lapel.domain.badges.verdicts import Step, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.trust import Resolved

KIND = "1EdTechRevocationList"
# 1EdTech's validator has read the one name in one version and the other in another.
_NAMES = ("revokedCredential", "revokedCredentials")


def revocation_list(url: str, *, issuer: str, revoked: Mapping[str, str]) -> dict[str, Any]:
    """Return the list to serve at `url`: the ids of revoked credentials, each with its reason."""
    return {"id": url, "issuer": issuer, _NAMES[0]: [_revoked(*one) for one in revoked.items()]}


def revocation_step(document: Mapping[str, Any], resolved: Resolved, now: datetime) -> Step:
    """Say whether the list names the credential; raises BadgeError for a list of another's."""
    listed = strictjson.read_object(resolved.body)
    if issuer_id(listed) != issuer_id(document):
        raise StatusError("The revocation list is of another than the badge's issuer.")
    found = [one for name in _NAMES for one in as_list(listed.get(name))]
    if not all(isinstance(one, Mapping) for one in found):
        raise StatusError("The revocation list is malformed.")
    detail = {"purpose": "revocation", "statusAsOf": timestamp(resolved.as_of or now)}
    named = [one for one in found if one.get("id") == document.get("id")]
    if any(one.get("revoked", True) is not False for one in named):
        sentence = "The issuer has revoked this badge."
        return Step("status", Verdict.ENDED, "status.revoked", sentence, detail | _reason(named))
    if resolved.origin is Origin.COPY:
        sentence = "The revocation list came with the badge, so it proves nothing."
        return Step("status", Verdict.UNKNOWN, "status.copied", sentence, detail)
    as_of = detail["statusAsOf"]
    sentence = f"The issuer has neither revoked nor suspended it (status as of {as_of})."
    return Step("status", Verdict.PASS, "status.good", sentence, detail)


def _revoked(name: str, reason: str) -> dict[str, Any]:
    return {"id": name, "revoked": True} | ({"revocationReason": reason} if reason else {})


def _reason(named: list[Any]) -> dict[str, str]:
    reasons = [one.get("revocationReason") for one in named]
    return next(({"reason": one} for one in reasons if isinstance(one, str)), {})
