"""Print what an offer of work costs an assessor where many cases are open.

An instance of its own holds one micro-credential, COUNT open cases (500; another number may be
given) of as many teachers at forty schools, thirty qualified assessors, and a fortnight's work of
theirs, pairs rotating. Then ten of them ask for work, each for the first time that day.
Run: python tests/performance/bench_offers.py [COUNT].
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_similarity import a_home

ASSESSORS, SCHOOLS, DONE_EACH, ASKING = 30, 40, 12, 10
LONG = timedelta(days=300)


def schools(college: Any) -> list[Any]:
    """Make schools in four districts."""
    from lapel.journey.people.actions import found_organisation

    districts = [
        found_organisation(
            person=None, slug=f"d{number}", name=f"D {number}", kind="district", zone="UTC"
        )
        for number in range(4)
    ]
    return [
        found_organisation(
            person=None,
            slug=f"s{number}",
            name=f"S {number}",
            kind="school",
            zone="UTC",
            parent=districts[number % 4],
        )
        for number in range(SCHOOLS)
    ]


def people_of(kind: str, count: int) -> list[Any]:
    """Make people without anything else."""
    from lapel.journey.people.models import Person

    return Person.objects.bulk_create(
        Person(email=f"{kind}{number}@example.org", name=f"{kind} {number}")
        for number in range(count)
    )


def assessors(version: Any, officer: Any, moment: Any) -> list[Any]:
    """Make qualified and appointed assessors."""
    from lapel.journey.qualification.models import Qualification
    from lapel.journey.review.models import Appointment

    made = people_of("a", ASSESSORS)
    Appointment.objects.bulk_create(
        Appointment(
            microcredential=version.microcredential,
            person=each,
            language=version.language,
            appointed_by=officer,
            appointed_at=moment - LONG,
            expires_at=moment + LONG,
        )
        for each in made
    )
    Qualification.objects.bulk_create(
        Qualification(
            person=each,
            version=version,
            language=version.language,
            qualified_at=moment - LONG,
            until=moment + LONG / 10,
            founding=True,
            named_by=officer,
        )
        for each in made
    )
    return made


def cases(version: Any, places: list[Any], count: int, moment: Any, state: str) -> list[Any]:
    """Make teachers with a case each, a minute apart."""
    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Membership, Role
    from lapel.journey.review.models import Case

    teachers = people_of(f"{state}-", count)
    homes = [places[number % SCHOOLS] for number in range(count)]
    pairs = list(zip(teachers, homes, strict=True))
    Membership.objects.bulk_create(
        Membership(person=each, organisation=at, role=Role.TEACHER, since=moment.date() - LONG)
        for each, at in pairs
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(person=each, organisation=at, version=version, enrolled_at=moment)
        for each, at in pairs
    )
    drafts = Draft.objects.bulk_create(
        Draft(enrolment=each, begun_at=moment, changed_at=moment) for each in enrolments
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            draft=draft,
            person=teacher,
            organisation=at,
            number=1,
            state=state,
            manifest={},
            submitted_at=moment,
        )
        for draft, (teacher, at) in zip(drafts, pairs, strict=True)
    )
    return Case.objects.bulk_create(
        Case(
            submission=each,
            microcredential=version.microcredential,
            version=version,
            organisation=each.organisation,
            language=version.language,
            state=state,
            open_criteria=[],
            opened_at=moment - timedelta(minutes=count - number),
            target_at=moment,
            breach_at=moment,
        )
        for number, each in enumerate(submissions)
    )


def work_done(made: list[Any], over: list[Any], moment: Any) -> None:
    """Let each have scored lately, beside one after another of the others."""
    from lapel.journey.review.models import Assessment, Seat

    Assessment.objects.bulk_create(
        Assessment(
            case=case,
            assessor=made[(number + seat * (1 + number // ASSESSORS)) % ASSESSORS],
            seat=(Seat.FIRST, Seat.SECOND)[seat],
            taken_at=moment - timedelta(days=3),
            lease_until=moment,
            locked_at=moment - timedelta(days=2),
        )
        for number, case in enumerate(over)
        for seat in (0, 1)
    )


def offers(made: list[Any]) -> Iterator[tuple[float, int]]:
    """Ask for the first offer; give seconds of CPU and queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lapel.journey.review.queries import free_seats

    next(free_seats(made[-1]))  # whatever is loaded once
    for each in made[:ASKING]:
        with CaptureQueriesContext(connection) as asked:
            began = time.process_time()
            next(free_seats(each))
            spent = time.process_time() - began
        yield spent, len(asked)


def measure(count: int) -> None:
    """Fill, ask, print."""
    import django

    django.setup()
    from bench_issuing import filled
    from django.conf import settings

    from lapel.journey.record.queries import now

    settings.DEBUG = False
    officer, version = filled()
    moment = now()
    places = schools(officer)
    made = assessors(version, officer, moment)
    over = cases(version, places, ASSESSORS * DONE_EACH // 2, moment, "closed")
    cases(version, places, count, moment, "queued")
    work_done(made, over, moment)
    found = list(offers(made))
    spent = sorted(each * 1000 for each, _queries in found)
    print(f"\nfirst offer of work, {count} open cases, {ASSESSORS} assessors at work:")
    print(f"{statistics.median(spent):.0f} CPU ms, {spent[-1]:.0f} at most; ", end="")
    print(f"{max(queries for _each, queries in found)} queries")


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    with a_home() as home:
        os.environ.update(LAPEL_HOME=str(home), LAPEL_INSTANCE="demo")
        os.environ["LAPEL_DATABASE_URL"] = f"sqlite://{home}/lapel.sqlite3"
        measure(int(sys.argv[1]) if sys.argv[1:] else 500)


if __name__ == "__main__":
    main()
