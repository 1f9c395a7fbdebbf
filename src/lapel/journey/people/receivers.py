"""Jobs of people."""

from __future__ import annotations

from lapel.journey.people.actions import forget_sheet, invite_lines
from lapel.journey.people.events import SheetConfirmed, SheetKept
from lapel.journey.record.events import receives


@receives(SheetConfirmed)
def invite_next_lines(event: SheetConfirmed) -> None:
    """Work off the next lines of a confirmed table."""
    invite_lines(sheet_id=event.sheet_id, start=event.start)


@receives(SheetKept)
def forget_old_sheet(event: SheetKept) -> None:
    """Erase a table of names and addresses when its days are over."""
    forget_sheet(sheet_id=event.sheet_id)
