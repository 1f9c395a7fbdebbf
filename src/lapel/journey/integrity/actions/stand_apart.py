"""Keep what a machine found from whoever scores the work it was found in (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.integrity.models import Apart

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def stand_apart(*, person: Person, submission_id: UUID) -> None:
    """Show her no likeness of this attempt, nor of another of its draft, while it is scored."""
    Apart.objects.get_or_create(person=person, submission_id=submission_id)


def come_back(*, submission_id: UUID) -> None:
    """Let whoever scored an attempt see again what leads see: it is decided, or over."""
    Apart.objects.filter(submission=submission_id).delete()
