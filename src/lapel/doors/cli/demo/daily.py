"""How Amina keeps what she learnt: short sessions over two weeks, and what she tried in class."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.journey.learning.actions import keep_daily
from lapel.journey.learning.queries import enrolments_of, session_of, trials_of
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person

SLUG = "formative-assessment"
# Days ago, and how she rated the effort.
SESSIONS = [(13, 6), (11, 6), (10, 5), (7, 5), (5, 4), (3, 4)]
TRIED = {
    10: "Ask all of them to point at the place in the work before anyone says “met”.",
    3: "Give the comment on the fraction lines first, and ten minutes for it, no mark.",
}
WENT = {9: "Four pairs pointed at different places. That became the talk of the lesson."}


def happen(people: People) -> None:
    """Let her do six sessions; cards and a line on what she tried wait today."""
    amina = people.persons["amina"]
    found = enrolments_of(amina).filter(version__microcredential__slug=SLUG).first()
    if found is None:
        return
    for days, effort in SESSIONS:
        with clock_at(now() - timedelta(days=days)):
            _do(amina, found, effort, TRIED.get(days, ""))
        if days - 1 in WENT:
            with clock_at(now() - timedelta(days=days - 1)):
                trial = trials_of(amina)[0]
                _keep(amina, kind="reply", trial=str(trial.pk), words=WENT[days - 1])


def _do(amina: Person, enrolment: Enrolment, effort: int, tries: str) -> None:
    session = session_of(amina)
    for at, asked in enumerate(session.cards):
        # One in five does not come back yet.
        grade = 1 if at % 5 == 2 else 3
        hers = str(asked.enrolment.pk)
        _keep(amina, kind="card", enrolment=hers, card=asked.card["key"], grade=grade)
    if tries:
        _keep(amina, kind="trial", enrolment=str(enrolment.pk), words=tries)
    _keep(amina, kind="effort", effort=effort, closing=session.closing)


def _keep(amina: Person, **says: Any) -> None:
    answer = keep_daily(person=amina, entries=[{"id": str(uuid.uuid4()), **says}])
    assert not answer.refused, answer.refused
