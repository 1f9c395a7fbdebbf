"""Tell a holder that her award does not count, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import latest_standing
from lapel.journey.messaging.actions.write_letter import write_letter
from lapel.journey.messaging.queries import award_letters

if TYPE_CHECKING:
    from uuid import UUID


def tell_holder_why(*, award_id: UUID) -> None:
    """Write once for each act; nothing where it counts again by now."""
    award = Award.objects.select_related("person", "achievement", "superseded_by__achievement").get(
        pk=award_id
    )
    act = latest_standing(award)
    if act is not None and act.state in (Award.State.REVOKED, Award.State.SUSPENDED):
        write_letter(
            key=f"ended:{award.pk}:{act.pk}",
            kind=f"award {act.state}",
            words=lambda: award_letters.ended_letter(award, act),
            person=award.person,
        )
