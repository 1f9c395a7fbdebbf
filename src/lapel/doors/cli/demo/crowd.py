"""The demo's many: teachers who have begun, so that a district's figures are worth looking at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

from django.utils.text import slugify

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import modules
from lapel.journey.learning.actions import enrol, finish_module
from lapel.journey.people.actions import grant_role, open_account
from lapel.journey.record.actions import clock_at, deliver_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.doors.cli.demo.stage import People
    from lapel.journey.people.models import Organisation, Person


def gather(people: People) -> None:
    """Let each of the crowd enrol, and some of them finish a first module."""
    began = datetime.now(UTC) - timedelta(days=40)
    newcomers = _newcomers(people)
    with clock_at(began):
        for stage in ("enrolled", "learning"):
            for slug, count in people.crowd[stage].items():
                version = MicroCredential.objects.select_related("current").get(slug=slug).current
                assert version is not None
                first = next(each for each in modules(version) if each["kind"] != "practice")
                for _number in range(count):
                    person, school = next(newcomers)
                    enrolment = enrol(person=person, version=version, organisation=school)
                    if stage == "learning":
                        finish_module(person=person, enrolment=enrolment, module=first["key"])
        deliver_all()


def _newcomers(people: People) -> Iterator[tuple[Person, Organisation]]:
    schools = [people.organisations[slug] for slug in people.crowd["schools"]]
    names = product(people.crowd["last"], people.crowd["first"])
    for number, (last, first) in enumerate(names):
        name = f"{first} {last}"
        person = open_account(email=f"{slugify(name)}@lapel.example", name=name)
        # Two of three teach in the district whose lead is in the cast.
        school = schools[number % len(schools)]
        grant_role(person=None, to=person, organisation=school, role="teacher")
        yield person, school
