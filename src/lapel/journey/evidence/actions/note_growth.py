"""Note how much of an answer came and went, never what (process evidence)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.domain.similarity.growth import letters_changed
from lapel.journey.evidence.models import WritingSpell
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Answer

# Finer times would tell how somebody types, which is nobody's business.
SPELL = timedelta(minutes=15)


def note_growth(answer: Answer, *, before: str) -> None:
    """Count a save in the spell that runs, or begin one; called while the answer's row is held."""
    added, removed = letters_changed(before, answer.text)
    last = answer.spells.order_by("-begun_at", "-pk").first()
    if last is None or now() >= last.begun_at + SPELL:
        last = WritingSpell(answer=answer, begun_at=now())
    last.ended_at, last.length = now(), len(answer.text)
    last.saves += 1
    last.added += added
    last.removed += removed
    last.most_at_once = max(last.most_at_once, added)
    last.save()
