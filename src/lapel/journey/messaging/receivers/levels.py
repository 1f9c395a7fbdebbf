"""The letter that a level stays, for whoever keeps one."""

from __future__ import annotations

from lapel.journey.authoring.events import LevelStays
from lapel.journey.authoring.models import LevelKept
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import level_letters
from lapel.journey.record.events import receives


@receives(LevelStays)
def tell_that_a_level_stays(event: LevelStays) -> None:
    """Tell her once; who has left meanwhile is not told."""
    rows = LevelKept.objects.select_related("person", "version__levels__competency")
    kept = rows.filter(pk=event.kept_id).first()
    if kept is not None:
        write_letter(
            key=f"level:{kept.pk}",
            kind="level",
            words=lambda: level_letters.kept_letter(kept),
            person=kept.person,
        )
