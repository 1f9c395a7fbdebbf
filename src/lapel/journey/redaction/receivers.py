"""Jobs on files: look, and cover."""

from __future__ import annotations

from lapel.journey.consent.events import ConsentWithdrawn
from lapel.journey.files.events import FileErased, FileReady
from lapel.journey.record.events import receives
from lapel.journey.redaction.actions import cover, forget_finds, look, quarantine
from lapel.journey.redaction.events import FileSettled, LookAsked


@receives(FileReady, heavy=True)
def look_for_students(event: FileReady) -> None:
    """Look through what has become ready."""
    look(file_id=event.file_id)


@receives(LookAsked, heavy=True)
def look_once_more(event: LookAsked) -> None:
    """Look through it again."""
    look(file_id=event.file_id)


@receives(FileSettled, heavy=True)
def cover_what_is_settled(event: FileSettled) -> None:
    """Make the edition that others may see."""
    cover(file_id=event.file_id, revision=event.revision)


@receives(ConsentWithdrawn)
def take_away_at_once(event: ConsentWithdrawn) -> None:
    """Show nobody any more what shows this student."""
    quarantine(
        student_id=event.student_id,
        consent_id=event.consent_id,
        scopes=event.scopes,
        by_family=event.by_family,
    )


@receives(FileErased)
def forget_what_was_found(event: FileErased) -> None:
    """Keep no picture and no word of what is gone."""
    forget_finds(file_id=event.file_id)
