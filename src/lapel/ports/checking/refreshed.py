"""Whether the issuer gives out a newer credential in place of a copy (1EdTechCredentialRefresh)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.checks import as_list, moment
from lapel.domain.badges.documents import REFRESH_TYPE
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.trust import UnavailableError
from lapel.domain.badges.verdicts import Outcome, Step, Verdict
from lapel.ports.checking.anything import read_anything, verify_read

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.trust import Resolve, Trust
    from lapel.domain.badges.verdicts import Verification

INTACT = (Outcome.VALID, Outcome.ENDED, Outcome.NOT_CONFIRMED)
IN_FORCE = (Outcome.VALID, Outcome.NOT_CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """When a badge is verified, what may be asked, and who is trusted."""

    now: datetime
    resolve: Resolve
    trust: Trust


def with_newer(answer: Verification, data: bytes, at: Circumstances) -> Verification:
    """Add step `refresh` to the answer on a file where its issuer gives out a newer credential.

    The issuer's refresh service is asked, and what it gives is verified: it counts where it is in
    force, by the same issuer, and of another id or a later validFrom (Open Badges 3.0, §B.1 and
    RefreshService). The verdict on the file stays as it is.
    """
    document = _document(data)
    address = service_of(document)
    if not address or answer.outcome not in INTACT:
        return answer
    try:
        found = read_anything(at.resolve(address).body)
    except (UnreadableError, UnavailableError):
        return answer
    if not isinstance(found, Mapping) or not _is_newer(found, document):
        return answer
    newer = verify_read(found, now=at.now, resolve=at.resolve, trust=at.trust)
    if newer.outcome not in IN_FORCE or newer.issuer != answer.issuer:
        return answer
    return replace(answer, steps=(*answer.steps, _step(found, address)))


def _document(data: bytes) -> Mapping[str, Any]:
    try:
        found = read_anything(data)
    except UnreadableError:
        return {}
    return found if isinstance(found, Mapping) else {}


def service_of(document: Mapping[str, Any]) -> str:
    """Return where a credential says that it is refreshed, "" if nowhere that is read here."""
    for each in as_list(document.get("refreshService")):
        if isinstance(each, Mapping) and REFRESH_TYPE in as_list(each.get("type")):
            return str(each.get("id", ""))
    return ""


def _is_newer(found: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    if found.get("id") != document.get("id"):
        return True
    new, old = moment(found.get("validFrom")), moment(document.get("validFrom"))
    return new is not None and old is not None and new > old


def _step(found: Mapping[str, Any], address: str) -> Step:
    name = str(found.get("id", ""))
    detail = {"id": name, "address": address, "validFrom": str(found.get("validFrom", ""))}
    sentence = f"Its issuer gives out a newer one in its place: {name}"
    return Step("refresh", Verdict.NONE, "refresh.newer", sentence, detail)
