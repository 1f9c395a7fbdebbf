"""The cast: the people whom every test knows, and the places they work at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from lapel.journey.people.models import Membership, Organisation, Person, Role

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Cast:
    """Amina teaches; Ben and Bola assess; Gita leads them; the others as their role says."""

    state: Organisation
    district: Organisation
    school: Organisation
    college: Organisation
    elsewhere: Organisation
    amina: Person
    ben: Person
    bola: Person
    chipo: Person
    dara: Person
    elif_: Person
    femi: Person
    gita: Person
    hana: Person
    ibrahim: Person
    emre: Person
    everyone: dict[str, Person] = field(default_factory=dict)


def person(name: str) -> Person:
    """Make a person of this name."""
    return Person.objects.create_user(f"{name.lower()}@example.org", name=name, joined_at=BEGINNING)


def belongs(someone: Person, organisation: Organisation, role: Role) -> Membership:
    """Give a person a role from the beginning on."""
    return Membership.objects.create(
        person=someone, organisation=organisation, role=role, since=date(2026, 1, 1)
    )


def assemble() -> Cast:
    """Put the whole cast on the stage (needs the database)."""
    make = Organisation.objects.create
    state = make(slug="riverbend", name="Riverbend", kind="state", zone="Africa/Nairobi")
    district = make(
        slug="lakeside",
        name="Lakeside District",
        kind="district",
        parent=state,
        zone="Africa/Nairobi",
    )
    school = make(
        slug="harbour-school",
        name="Harbour School",
        kind="school",
        parent=district,
        zone="Africa/Nairobi",
    )
    college = make(slug="college", name="Teachers' College", kind="programme", zone="UTC")
    elsewhere = make(slug="elsewhere", name="Elsewhere District", kind="district", zone="UTC")
    roles = {
        "Amina": [(school, Role.TEACHER)],
        "Ben": [(college, Role.ASSESSOR)],
        "Bola": [(college, Role.ASSESSOR)],
        "Chipo": [(school, Role.MENTOR)],
        "Dara": [(college, Role.DESIGNER)],
        "Elif": [(district, Role.PROGRAMME_LEAD)],
        "Femi": [],
        "Gita": [(college, Role.LEAD_ASSESSOR)],
        "Hana": [(college, Role.ISSUER_OFFICER)],
        "Ibrahim": [(state, Role.ADMINISTRATOR), (college, Role.ADMINISTRATOR)],
        "Emre": [(elsewhere, Role.PROGRAMME_LEAD)],
    }
    everyone = {name: person(name) for name in roles}
    for name, held in roles.items():
        for organisation, role in held:
            belongs(everyone[name], organisation, role)
    named = {name.lower(): someone for name, someone in everyone.items() if name != "Elif"}
    return Cast(
        state,
        district,
        school,
        college,
        elsewhere,
        elif_=everyone["Elif"],
        everyone=everyone,
        **named,
    )
