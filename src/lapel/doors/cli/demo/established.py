"""What many teachers' work came to before the demo begins: one micro-credential with its figures.

Sixty-six first attempts without evidence, each scored by two whose levels come from a seeded draw;
outcomes by R6 to R9, the card by the very code that measures any. Rows are written in bulk, for the
time it saves, and each chain says that the demo brought it.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.levels import ORDER, Criterion, Judgement, Level
from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.models import Draft, Submission
from lapel.journey.learning.models import Enrolment
from lapel.journey.people.models import Person
from lapel.journey.record.actions import note_all
from lapel.journey.record.queries import sha256_of
from lapel.journey.review import actions
from lapel.journey.review.actions.decide_case import line_of
from lapel.journey.review.models import Assessment, Case, Decision, FairnessConsent, Letter, Score
from lapel.journey.review.models.cases import Seat
from lapel.journey.review.queries.fairness import FAIRNESS_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.rubrics.resolution import Resolution
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.catalogue.models import Version

SLUG = "trauma-informed-practices"
TEACHERS, BANDS = 66, ("primary", "lower")
PAIRS = (("bola", "devi"), ("devi", "emeka"), ("emeka", "bola"))
# Strong, middling and weak attempts, with how often each is at which level on a criterion; and how
# often an assessor is one level off.
ATTEMPTS = {(1, 1, 48): 6, (1, 3, 6): 3, (3, 4, 2): 1}
OFF = 0.03
# They lie before everything else here, one every other day.
FIRST_DAYS_AGO = 200


@dataclass
class Work:
    """One attempt: its rows, what each seat gave, and what it came to."""

    case: Case
    given: dict[Seat, dict[str, Level]]
    found: Resolution
    at: datetime


def happen(people: People) -> None:
    """Write what was decided, measure it, and count those who gave their leave."""
    found = MicroCredential.objects.select_related("current").filter(slug=SLUG).first()
    if found is None or found.current is None:
        return
    teachers = [_teacher(number) for number in range(TEACHERS)]
    Person.objects.bulk_create(teachers)
    works = _works(found.current, teachers)
    decisions = _decide(works, people)
    _allow(works, teachers)
    actions.measure_reliability(decision_id=decisions[-1].pk)


def _teacher(number: int) -> Person:
    email = f"teacher-{number + 1}@earlier.example"
    person = Person(email=email, name=f"Earlier Teacher {number + 1}", joined_at=_day(number))
    person.set_unusable_password()
    return person


def _day(number: int) -> datetime:
    morning = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    some_time = timedelta(minutes=number * 97 % 480)
    return morning + some_time - timedelta(days=FIRST_DAYS_AGO - 2 * number)


def _works(version: Version, teachers: Sequence[Person]) -> list[Work]:
    enrolments = [
        Enrolment(person=each, version=version, enrolled_at=_day(number))
        for number, each in enumerate(teachers)
    ]
    drafts = [
        Draft(enrolment=each, begun_at=each.enrolled_at, changed_at=each.enrolled_at)
        for each in enrolments
    ]
    chance = random.Random(4)  # noqa: S311 (a draw that is the same each time)
    works = [_work(version, each, chance) for each in drafts]
    Enrolment.objects.bulk_create(enrolments)
    Draft.objects.bulk_create(drafts)
    Submission.objects.bulk_create([each.case.submission for each in works])
    Case.everything.bulk_create([each.case for each in works])
    return works


def _work(version: Version, draft: Draft, chance: random.Random) -> Work:
    rubric = [Criterion(each["key"], required=each["required"]) for each in criteria(version)]
    weights = chance.choices(list(ATTEMPTS), weights=list(ATTEMPTS.values()))[0]
    true = {each.key: chance.choices(ORDER, weights=weights)[0] for each in rubric}
    given = {seat: _scored(true, chance) for seat in (Seat.FIRST, Seat.SECOND)}
    found = resolve(rubric, _judged(given[Seat.FIRST]), _judged(given[Seat.SECOND]))
    if found.step is not Step.DECIDE:
        given[Seat.ADJUDICATOR] = true
        first, second = _judged(given[Seat.FIRST]), _judged(given[Seat.SECOND])
        found = resolve(rubric, first, second, adjudicated=_judged(true))
    at = draft.begun_at + timedelta(days=4)
    return Work(_case(version, draft, found, at), given, found, at)


def _scored(true: dict[str, Level], chance: random.Random) -> dict[str, Level]:
    """Give what somebody sees who is now and then one level off."""
    steps = chance.choices((-1, 0, 1), weights=(OFF, 1 - 2 * OFF, OFF), k=len(true))
    top = len(ORDER) - 1
    return {
        key: ORDER[min(max(ORDER.index(level) + step, 0), top)]
        for (key, level), step in zip(true.items(), steps, strict=True)
    }


def _judged(levels: dict[str, Level]) -> dict[str, Judgement]:
    return {key: Judgement(level) for key, level in levels.items()}


def _case(version: Version, draft: Draft, found: Resolution, at: datetime) -> Case:
    keys = [each["key"] for each in criteria(version)]
    manifest = {
        "format": "lapel/manifest@1",
        "provenance": "demo",
        "microcredential": version.microcredential.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "rubric_hash": version.rubric_hash,
        "attempt": 1,
        "answers": [],
        "artefacts": [],
        "consent": {"statements": [], "attested_at": draft.begun_at.isoformat()},
        "carried": [],
    }
    submission = Submission(
        draft=draft,
        person=draft.enrolment.person,
        number=1,
        state=Submission.State.CLOSED,
        manifest=manifest,
        manifest_hash=sha256_of(manifest),
        open_criteria=keys,
        left_open=[each.criterion for each in found.findings if each.level is not Level.YES],
        submitted_at=draft.begun_at,
        closed_at=at,
        outcome=str(found.outcome),
    )
    return Case(
        submission=submission,
        microcredential=version.microcredential,
        version=version,
        language=version.language,
        state=State.DECIDED,
        open_criteria=keys,
        opened_at=draft.begun_at,
        target_at=draft.begun_at + timedelta(days=7),
        breach_at=draft.begun_at + timedelta(days=14),
        ended_at=at,
    )


def _decide(works: Sequence[Work], people: People) -> list[Decision]:
    """Write who scored what, what it came to, and that the demo brought it."""
    seats = [seat for number, each in enumerate(works) for seat in _seats(each, number, people)]
    Assessment.objects.bulk_create([assessment for assessment, _levels in seats])
    Score.objects.bulk_create(
        Score(assessment=each, criterion=key, level=level, revision=1, saved_at=each.taken_at)
        for each, levels in seats
        for key, level in levels.items()
    )
    decisions = [_decision(each) for each in works]
    Decision.objects.bulk_create(decisions)
    for each, decision in zip(works, decisions, strict=True):
        each.case.decision = decision
    Case.everything.bulk_update([each.case for each in works], ["decision"])
    Letter.objects.bulk_create(_letter(each) for each in works)
    note_all(
        aggregate="submission",
        action="brought by the demo",
        actor=None,
        facts={
            each.case.submission.pk: {"record_hash": decision.record_hash}
            for each, decision in zip(works, decisions, strict=True)
        },
    )
    return decisions


def _seats(work: Work, number: int, people: People) -> list[tuple[Assessment, dict[str, Level]]]:
    first, second = PAIRS[number % len(PAIRS)]
    who = {Seat.FIRST: first, Seat.SECOND: second, Seat.ADJUDICATOR: "gita"}
    return [
        (
            Assessment(
                case=work.case,
                seat=seat,
                assessor=people.persons[who[seat]],
                taken_at=work.at - timedelta(hours=2),
                lease_until=work.at + timedelta(hours=6),
                locked_at=work.at - timedelta(hours=1),
            ),
            levels,
        )
        for seat, levels in work.given.items()
    ]


def _decision(work: Work) -> Decision:
    lines = [line_of(each) for each in work.found.findings]
    record: dict[str, Any] = {
        "format": "lapel/decision@1",
        "provenance": "demo",
        "case": str(work.case.pk),
        "submission": str(work.case.submission.pk),
        "manifest_hash": work.case.submission.manifest_hash,
        "version": str(work.case.version_id),
        "rubric_hash": work.case.version.rubric_hash,
        "outcome": str(work.found.outcome),
        "criteria": lines,
        "judgements": [
            {"seat": int(seat), "locked_at": work.at.isoformat(), "levels": levels}
            for seat, levels in work.given.items()
        ],
        "routing": None,
        "decided_at": work.at.isoformat(),
    }
    return Decision(
        id=uuid.uuid4(),
        case=work.case,
        outcome=str(work.found.outcome),
        criteria=lines,
        record=record,
        record_hash=sha256_of(record),
        decided_at=work.at,
    )


def _letter(work: Work) -> Letter:
    decision = work.case.decision
    assert decision is not None
    rubric = {each["key"]: each for each in criteria(work.case.version)}
    parts = [
        {
            **line_of(each),
            "title": rubric[each.criterion]["title"],
            "met": each.level is Level.YES,
            "words": rubric[each.criterion]["levels"].get(each.level, ""),
            "target": rubric[each.criterion]["levels"][Level.YES],
            "comments": [],
        }
        for each in work.found.findings
    ]
    return Letter(decision=decision, parts=parts, written_at=work.at)


def _allow(works: Sequence[Work], teachers: Sequence[Person]) -> None:
    """Let them all be counted, half of them for each of two bands."""
    FairnessConsent.objects.bulk_create(
        FairnessConsent(
            person=each,
            grade_band=BANDS[number % len(BANDS)],
            words=str(FAIRNESS_WORDS),
            given_at=works[number].at,
        )
        for number, each in enumerate(teachers)
    )
