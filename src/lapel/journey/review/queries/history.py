"""What happened to a case, without names (R21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.rubrics.lifecycle import FINAL, SCORING, State
from lapel.journey.record.queries import history
from lapel.journey.review.models import STATES

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.record.models import AuditEntry
    from lapel.journey.review.models import Case

AGGREGATE = "submission"
# What a lead who may be the next to score a case may know of it (R5, R9); not when the clock of a
# teacher's organisation ended, and of hours only the day.
TOLD_MEANWHILE = {"from", "to", "seat", "ending"}
TOLD_WHILE_SCORED = {"queued", "state changed"}
TOLD_AFTERWARDS = {"clock breached"}


def history_of(case: Case) -> dict[str, Any]:
    """Give a case's chain as plain JSON: each actor is a letter that means nothing elsewhere.

    Digests are those of the chain, so that whoever holds both can compare them; the free text of
    an entry is left out. While the case is open no hash is told, nor which attempt it is: from a
    hash of few possible scores, or of a teacher's, the scores and the teacher could be guessed.
    """
    letters: dict[UUID, str] = {}
    is_over = _is_over(case)
    body: dict[str, Any] = {
        "format": "lapel/case-history@1",
        "case": str(case.pk),
        "state": case.state,
        "entries": [
            _told(entry, _letter(entry.actor, letters), is_over=is_over) for entry in _shown(case)
        ],
    }
    if not is_over:
        body["withheld"] = _(
            "Hashes, hours and the number of the attempt are told once the case is over: "
            "whoever reads this may be the next to score it."
        )
    return body


def _is_over(case: Case) -> bool:
    return case.state in FINAL and not case.look_state


def _shown(case: Case) -> list[AuditEntry]:
    """Give the entries that may be read now.

    While a case is scored blind only its changes of state: whether a first has locked, and that a
    second is asked, would tell the next assessor of the one before her (R5, R10).
    """
    entries = list(history(AGGREGATE, case.chain))
    if _is_over(case):
        return entries
    if case.state not in SCORING:
        return [each for each in entries if each.action not in TOLD_AFTERWARDS]
    return [each for each in entries if each.action in TOLD_WHILE_SCORED]


def _told(entry: AuditEntry, actor: str, *, is_over: bool) -> dict[str, Any]:
    told = {
        "position": entry.position,
        "at": entry.at.isoformat() if is_over else entry.at.date().isoformat(),
        "action": entry.action,
        "actor": actor,
    }
    if is_over:
        return {**told, "facts": entry.facts, "digest": entry.digest}
    return {**told, "facts": {key: entry.facts[key] for key in TOLD_MEANWHILE & {*entry.facts}}}


def _letter(actor: UUID | None, letters: dict[UUID, str]) -> str:
    if actor is None:
        return "Lapel"
    return letters.setdefault(actor, chr(ord("A") + len(letters)))


def timeline(case: Case) -> list[dict[str, Any]]:
    """Give the changes of a case's state, oldest first: their days, and `hour` once it is over."""
    entries = history(AGGREGATE, case.chain)
    return [
        {
            "state": entry.facts["to"],
            "words": STATES[State(entry.facts["to"])],
            "at": entry.at if _is_over(case) else entry.at.date(),
            "hour": _is_over(case),
        }
        for entry in entries
        if entry.action == "state changed"
    ]
