"""Revocation and suspension: each status entry looked up in its issuer's signed list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import revocations, status, strictjson
from lapel.domain.badges.checks import as_list, issuer_id, moment, validity
from lapel.domain.badges.errors import BadgeError, Said, StatusError
from lapel.domain.badges.trust import Resolve, UnavailableError
from lapel.domain.badges.verdicts import Step, Verdict

if TYPE_CHECKING:
    from datetime import datetime

_INDEX = re.compile(r"[0-9]{1,9}")
_ENDED = {
    "revocation": ("status.revoked", "The issuer has revoked this badge."),
    "suspension": ("status.suspended", "The issuer has suspended this badge for now."),
}
MAX_ENTRIES = 4

# Checks the proof of a status list: raises BadgeError unless its issuer signed it.
CheckProof = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What looking up a status needs: the moment, documents, and a judge of list signatures."""

    now: datetime
    resolve: Resolve
    check_proof: CheckProof


def status_step(document: Mapping[str, Any], lookup: Lookup) -> Step:
    """Say whether the badge stands, by every status entry it has; the worst answer counts."""
    entries = as_list(document.get("credentialStatus"))
    if not entries:
        sentence = "The badge has no status list: its issuer cannot revoke it."
        return Step("status", Verdict.NONE, "status.none", sentence)
    if len(entries) > MAX_ENTRIES:
        return _fail(Said("The badge names more than {most} status lists.", most=MAX_ENTRIES))
    steps = [_entry(document, entry, lookup) for entry in entries]
    order = [Verdict.FAIL, Verdict.ENDED, Verdict.UNKNOWN, Verdict.PASS]
    return min(steps, key=lambda step: order.index(step.verdict))


def _entry(document: Mapping[str, Any], entry: Any, lookup: Lookup) -> Step:
    kind = entry.get("type") if isinstance(entry, Mapping) else entry
    if kind not in ("BitstringStatusListEntry", revocations.KIND):
        sentence = Said("A status of type “{kind}” is not checked here.", kind=kind)
        return _unknown(sentence, "status.unsupported")
    try:
        resolved = lookup.resolve(_address(entry))
    except UnavailableError as error:
        sentence = Said("Whether the badge was revoked is not known. {why}", why=error.said)
        return _unknown(sentence, "status.absent")
    except StatusError as error:
        return _fail(error.said)
    try:
        if kind == revocations.KIND:
            return revocations.revocation_step(document, resolved, lookup.now)
        listed = strictjson.read_object(resolved.body)
        return _looked_up(document, entry, listed, lookup)
    except BadgeError as error:
        return _fail(error.said)


def _looked_up(
    document: Mapping[str, Any],
    entry: Mapping[str, Any],
    listed: Mapping[str, Any],
    lookup: Lookup,
) -> Step:
    if issuer_id(listed) != issuer_id(document):
        raise StatusError("The status list is signed by another than the badge's issuer.")
    if listed.get("id") != _address(entry):
        raise StatusError("The status list is not the one the badge names.")
    lookup.check_proof(listed)
    purpose = str(entry.get("statusPurpose"))
    is_set = status.read_bit(status.list_subject(listed, purpose=purpose), _index(entry))
    detail = {"purpose": purpose, "statusAsOf": _as_of(listed)}
    if validity(listed, lookup.now).verdict is not Verdict.PASS:
        sentence = f"The status list at hand is out of date: it is of {_as_of(listed)}."
        return Step("status", Verdict.UNKNOWN, "status.stale", sentence, detail)
    if is_set and purpose not in _ENDED:
        sentence = Said("The issuer has marked this badge ({purpose}).", purpose=purpose)
        return Step("status", Verdict.ENDED, "status.marked", sentence, detail)
    if is_set:
        return Step("status", Verdict.ENDED, *_ENDED[purpose], detail)
    sentence = f"The issuer has neither revoked nor suspended it (status as of {_as_of(listed)})."
    return Step("status", Verdict.PASS, "status.good", sentence, detail)


def _address(entry: Mapping[str, Any]) -> str:
    is_plain = entry["type"] == revocations.KIND
    address = entry.get("id" if is_plain else "statusListCredential")
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise StatusError("The badge does not say where its status list is.")
    return address


def _index(entry: Mapping[str, Any]) -> int:
    index = entry.get("statusListIndex")
    if not isinstance(index, str | int) or not _INDEX.fullmatch(str(index)):
        raise StatusError("The badge does not say its place in the status list.")
    return int(index)


def _as_of(listed: Mapping[str, Any]) -> str:
    when = moment(listed.get("validFrom"))
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else "an unknown date"


def _fail(sentence: str) -> Step:
    return Step("status", Verdict.FAIL, "status.malformed", sentence)


def _unknown(sentence: str, code: str) -> Step:
    return Step("status", Verdict.UNKNOWN, code, sentence)
