"""Revocation, suspension and messages: each status entry looked up in its issuer's signed list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import revocations, status, strictjson
from lapel.domain.badges.checks import as_list, issuer_id, moment, validity
from lapel.domain.badges.entries import (
    INFORMING,
    Entry,
    checked_address,
    informs_only,
    read_entry,
)
from lapel.domain.badges.errors import BadgeError, Said, StatusError
from lapel.domain.badges.trust import Resolve, UnavailableError
from lapel.domain.badges.verdicts import Step, Verdict

if TYPE_CHECKING:
    from datetime import datetime

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


def status_steps(document: Mapping[str, Any], lookup: Lookup) -> list[Step]:
    """Say whether the badge stands, and what else its issuer's lists say of it.

    The first step is `status`, by every entry that could end it; the worst answer counts. Each
    entry that informs only (a message, or that a newer one can be had) has a step `message`.
    """
    entries = as_list(document.get("credentialStatus"))
    if not entries:
        sentence = "The badge has no status list: its issuer cannot revoke it."
        return [Step("status", Verdict.NONE, "status.none", sentence)]
    if len(entries) > MAX_ENTRIES:
        return [_fail(Said("The badge names more than {most} status lists.", most=MAX_ENTRIES))]
    steps = [_entry(document, entry, lookup) for entry in entries]
    return [_worst(steps), *(step for step in steps if step.id == "message")]


def _worst(steps: list[Step]) -> Step:
    """Return the answer that counts of those that could end the badge."""
    order = [Verdict.FAIL, Verdict.ENDED, Verdict.UNKNOWN, Verdict.PASS, Verdict.NONE]
    sentence = "Its status lists only inform: its issuer cannot revoke it."
    none = Step("status", Verdict.NONE, "status.informs", sentence)
    ending = [step for step in steps if step.id == "status"]
    return min([*ending, none], key=lambda step: order.index(step.verdict))


def _entry(document: Mapping[str, Any], entry: Any, lookup: Lookup) -> Step:
    kind = entry.get("type") if isinstance(entry, Mapping) else entry
    if kind not in ("BitstringStatusListEntry", revocations.KIND):
        sentence = Said("A status of type “{kind}” is not checked here.", kind=kind)
        return _unknown(sentence, "status.unsupported")
    try:
        if kind == revocations.KIND:
            resolved = lookup.resolve(checked_address(entry.get("id")))
            return revocations.revocation_step(document, resolved, lookup.now)
        return _looked_up(document, read_entry(entry), lookup)
    except UnavailableError as error:
        return _absent(entry, error.said)
    except BadgeError as error:
        return _fail(error.said)


def _looked_up(document: Mapping[str, Any], entry: Entry, lookup: Lookup) -> Step:
    listed = strictjson.read_object(lookup.resolve(entry.list_url).body)
    if issuer_id(listed) != issuer_id(document):
        raise StatusError("The status list is signed by another than the badge's issuer.")
    if listed.get("id") != entry.list_url:
        raise StatusError("The status list is not the one the badge names.")
    lookup.check_proof(listed)
    encoded = status.list_subject(listed, purpose=entry.purpose)
    value = status.read_value(encoded, entry.index, size=entry.size)
    detail = {"purpose": entry.purpose, "statusAsOf": _as_of(listed)}
    is_message = entry.purpose in INFORMING
    if validity(listed, lookup.now).verdict is not Verdict.PASS:
        sentence = f"The status list at hand is out of date: it is of {_as_of(listed)}."
        id_ = "message" if is_message else "status"
        return Step(id_, Verdict.UNKNOWN, f"{id_}.stale", sentence, detail)
    return _said(entry, value, detail) if is_message else _judged(entry, value, detail)


def _said(entry: Entry, value: int, detail: dict[str, str]) -> Step:
    """Pass on what a list says. Its words are for programs and not for end users (§2.1)."""
    told = "The issuer's list ({purpose}) says {status} of this badge, which ends nothing."
    sentence = Said(told, purpose=entry.purpose, status=hex(value))
    detail |= {"status": hex(value), "message": entry.messages[value]}
    detail |= {"reference": entry.reference} if entry.reference else {}
    return Step("message", Verdict.NONE, "message.said", sentence, detail)


def _judged(entry: Entry, value: int, detail: dict[str, str]) -> Step:
    """Say whether the badge has ended by a list; an unknown purpose is not silently good."""
    if value and entry.purpose not in _ENDED:
        sentence: str = Said("The issuer has marked this badge ({purpose}).", purpose=entry.purpose)
        return Step("status", Verdict.ENDED, "status.marked", sentence, detail)
    if value:
        return Step("status", Verdict.ENDED, *_ENDED[entry.purpose], detail)
    as_of = detail["statusAsOf"]
    sentence = f"The issuer has neither revoked nor suspended it (status as of {as_of})."
    return Step("status", Verdict.PASS, "status.good", sentence, detail)


def _as_of(listed: Mapping[str, Any]) -> str:
    when = moment(listed.get("validFrom"))
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else "an unknown date"


def _absent(entry: Mapping[str, Any], why: Said) -> Step:
    if not informs_only(entry):
        sentence = Said("Whether the badge was revoked is not known. {why}", why=why)
        return _unknown(sentence, "status.absent")
    sentence = Said("What the issuer's list says besides is not known. {why}", why=why)
    return Step("message", Verdict.UNKNOWN, "message.absent", sentence)


def _fail(sentence: str) -> Step:
    return Step("status", Verdict.FAIL, "status.malformed", sentence)


def _unknown(sentence: str, code: str) -> Step:
    return Step("status", Verdict.UNKNOWN, code, sentence)
