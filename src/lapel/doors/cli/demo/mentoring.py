"""How Amina lets her mentor read a draft, and what the mentor writes (R22)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.journey.evidence.actions import let_in, write_as_reader
from lapel.journey.evidence.models import Draft
from lapel.journey.evidence.queries import mentors_for
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People

SLUG = "using-data-analytics-to-personalize-instruction"
NOTE = (
    "I like that you look at two students before you look at the class. One idea: say in a "
    "sentence what you would have done without the data; then one sees what it changed."
)


def happen(people: People) -> None:
    """Let Chipo in three days ago; she wrote yesterday."""
    amina, chipo = people.persons["amina"], people.persons["chipo"]
    draft = Draft.objects.filter(
        enrolment__person=amina, enrolment__version__microcredential__slug=SLUG
    ).first()
    if draft is None or chipo not in mentors_for(draft):
        return
    with clock_at(now() - timedelta(days=3)):
        let_in(person=amina, draft_id=draft.pk, mentor_id=chipo.pk)
    with clock_at(now() - timedelta(days=1)):
        write_as_reader(mentor=chipo, draft_id=draft.pk, text=NOTE)
        deliver_all()
