"""What is alike in the demo's evidence, and what people made of it: nothing, a question, not yet.

`content/likeness.json` says whose words and whose recording are alike; `told.people` puts them
into the stories, so that the likeness is found by the room itself.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import intake, told
from lapel.journey.integrity import actions as integrity
from lapel.journey.integrity.models import Match
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.integrity.models import Inquiry
    from lapel.journey.people.models import Person

DAYS_AGO = 6


def happen(people: People) -> None:
    """Let the lead dismiss one match and ask about another; whatever else was found waits."""
    document = told.likeness()
    lead = people.persons["gita"]
    began = now().replace(hour=7, minute=40) - timedelta(days=DAYS_AGO)
    with clock_at(began):
        for entry in document["dismissed"]:
            match = _between(people, entry)
            integrity.look_at(person=lead, match=match)
            integrity.dismiss_match(person=lead, match_id=match.pk, reason=entry["reason"])
        for entry in document["asked"]:
            _ask(people, entry)


def _ask(people: People, entry: dict[str, Any]) -> None:
    lead, teacher = people.persons["gita"], people.persons[entry["about"]]
    match = _between(people, entry)
    about = match.newer if match.newer.person_id == teacher.pk else match.older
    integrity.look_at(person=lead, match=match)
    inquiry = integrity.open_inquiry(
        person=lead, match_id=match.pk, about=about.pk, words=entry["words"]
    )
    _deliver()
    with clock_at(now() + timedelta(days=entry["replied_days_after"])):
        integrity.reply_to_inquiry(
            person=teacher,
            inquiry_id=inquiry.pk,
            reply=entry["reply"],
            shows_process=entry["shows_process"],
        )
        _deliver()
        if "found" in entry:
            _find(lead, inquiry, entry)


def _find(lead: Person, inquiry: Inquiry, entry: dict[str, Any]) -> None:
    with clock_at(now() + timedelta(days=entry["found_days_after"])):
        integrity.close_inquiry(
            person=lead, inquiry_id=inquiry.pk, finding=entry["found"], reason=entry["reason"]
        )
        _deliver()


def _between(people: People, entry: dict[str, Any]) -> Match:
    pair = [people.persons[each] for each in entry["teachers"]]
    found = Match.objects.select_related("newer__draft", "older__draft")
    return found.get(newer__person__in=pair, older__person__in=pair)


def _deliver() -> None:
    deliver_all(leave=intake.MADE_BESIDE)
