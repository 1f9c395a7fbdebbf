"""The demo's organisations and people, from `content/people.json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import told
from lapel.journey.people.actions import found_organisation, grant_role, open_account
from lapel.journey.people.models import Membership
from lapel.journey.record.actions import clock_at

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person

BEGINNING = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)

# Who is worth being in the demo, and why.
CAST = {
    "amina": "teacher: two micro-credentials earned, a third under way",
    "ben": "assessor: work waits to be scored",
    "bola": "second assessor: she never sees what Ben scored",
    "gita": "lead assessor: appoints, adjudicates",
    "emeka": "assessor: hears two teachers talk about their work",
    "hyun-woo": "teacher: a short talk comes before his badge",
    "devi": "assessor: her new work is paused, and she contests it",
    "chipo": "mentor: reads a draft of Amina's, is asked to endorse an award",
    "dara": "designer: imports and publishes micro-credentials",
    "elif": "district lead: invites teachers, sees how many are where",
    "hana": "issuer officer: awards, revocations, keys",
    "ibrahim": "administrator",
    "femi": "a stranger with an account and no role",
}


@dataclass
class People:
    """Everybody and every place of the demo, by slug."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    teaches_at: dict[str, Organisation] = field(default_factory=dict)
    stories: list[dict[str, Any]] = field(default_factory=list)
    crowd: dict[str, Any] = field(default_factory=dict)
    afterwards: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> Organisation:
        """Give the organisation that publishes, assesses and awards."""
        return self.organisations["riverbend"]

    def with_role(self, role: str) -> list[Person]:
        """List who holds a role at the awarding organisation."""
        held = Membership.objects.filter(role=role, organisation=self.state)
        holders = set(held.values_list("person", flat=True))
        return [person for person in self.persons.values() if person.pk in holders]


def assemble() -> People:
    """Make organisations, people and their roles."""
    document = told.people()
    people = People(
        stories=document["stories"],
        crowd=document["crowd"],
        afterwards=document["afterwards"],
    )
    with clock_at(BEGINNING):
        for entry in document["organisations"]:
            people.organisations[entry["slug"]] = _found(entry, people)
        for entry in document["people"]:
            _join(entry, people)
    return people


def _found(entry: dict[str, Any], people: People) -> Organisation:
    return found_organisation(
        person=None,
        slug=entry["slug"],
        name=entry["name"],
        kind=entry["kind"],
        parent=people.organisations[entry["parent"]] if entry["parent"] else None,
        zone=entry["zone"],
        holidays={date.fromisoformat(day["date"]): day["name"] for day in entry["holidays"]},
    )


def _join(entry: dict[str, Any], people: People) -> None:
    person = open_account(email=entry["email"], name=entry["name"], language=entry["locale"])
    people.persons[entry["slug"]] = person
    for membership in entry["memberships"]:
        organisation = people.organisations[membership["organisation"]]
        role = membership["role"]
        grant_role(person=None, to=person, organisation=organisation, role=role)
        if role == "teacher":
            people.teaches_at[entry["slug"]] = organisation
