"""What happened to a case, without names (R21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.record.queries import history
from lapel.journey.review.models import STATES

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.review.models import Case

AGGREGATE = "submission"


def history_of(case: Case) -> dict[str, Any]:
    """Give a case's chain as plain JSON: each actor is a letter that means nothing elsewhere.

    Digests are those of the chain, so that whoever holds both can compare them; the free text of
    an entry is left out.
    """
    letters: dict[UUID, str] = {}
    entries = [
        {
            "position": entry.position,
            "at": entry.at.isoformat(),
            "action": entry.action,
            "actor": _letter(entry.actor, letters),
            "facts": entry.facts,
            "digest": entry.digest,
        }
        for entry in history(AGGREGATE, case.submission_id)
    ]
    return {
        "format": "lapel/case-history@1",
        "case": str(case.pk),
        "state": case.state,
        "entries": entries,
    }


def _letter(actor: UUID | None, letters: dict[UUID, str]) -> str:
    if actor is None:
        return "Lapel"
    return letters.setdefault(actor, chr(ord("A") + len(letters)))


def timeline(case: Case) -> list[dict[str, Any]]:
    """Give the changes of a case's state with their times, oldest first."""
    entries = history(AGGREGATE, case.submission_id)
    return [
        {
            "state": entry.facts["to"],
            "words": STATES[State(entry.facts["to"])],
            "at": entry.at,
        }
        for entry in entries
        if entry.action == "state changed"
    ]
