"""How long the demo's programme keeps evidence, as its administrator has set it."""

from __future__ import annotations

from datetime import timedelta

from lapel.journey.people.models import Membership, Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now
from lapel.journey.retention.actions import set_times

DAYS = {
    "drafts": 365,
    "removed": 30,
    "originals": 60,
    "shown": 1460,
    "answers": 1095,
    "extension": 90,
}


def agree() -> None:
    """Set the times of the whole programme."""
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, organisation__parent=None)
    first = held.select_related("person", "organisation").order_by("pk").first()
    if first is not None:
        with clock_at(now() - timedelta(days=45)):
            set_times(person=first.person, organisation=first.organisation, days=DAYS)
