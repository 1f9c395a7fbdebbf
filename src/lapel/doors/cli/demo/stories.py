"""What the demo's teachers and assessors did, told through their own actions on a shifted clock.

Files come first for all stories at once, so that their intake can use every core; then each story
is played to its state as its files are ready, the finished ones long ago, those in flight within
the last days.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import intake, talks
from lapel.doors.cli.demo.told import IN_FLIGHT
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import modules
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions as evidence
from lapel.journey.learning import actions as learning
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review import actions as review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.doors.cli.demo.stage import People
    from lapel.doors.cli.demo.studio import Studio
    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.people.models import Person

WRITING = {
    "draft", "precheck_incomplete", "withdrawn", "queued", "in_review", "discrepant",
    "adjudication", "agreed_earned", "earned", "almost", "not_yet", "revision",
}  # fmt: skip
SCORED = {"discrepant", "adjudication", "agreed_earned", "earned", "almost", "not_yet", "revision"}


@dataclass
class Story:
    """One teacher and one micro-credential."""

    told: dict[str, Any]
    person: Person
    began: datetime
    draft: Draft | None = None

    @property
    def state(self) -> str:
        """Give the state in which the demo shows it."""
        return str(self.told["state"])


def play(people: People, studio: Studio) -> None:
    """Bring every story to its state."""
    stories = _dated(people)
    with intake.making_ready():
        for story in stories:
            with clock_at(story.began):
                _begin(people, story)
            if story.draft:
                artefacts, at = story.told["artefacts"], story.began + timedelta(days=5)
                intake.bring(story.person, story.draft, artefacts, studio, at)
        for story in stories:
            if story.draft:
                intake.await_files(story.draft)
            with clock_at(story.began + timedelta(days=6)):
                _finish(people, story)


def _dated(people: People) -> list[Story]:
    """Give each story its beginning: long ago for what is finished, days ago for the rest."""
    told = people.stories
    today = datetime.now(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
    stories = []
    for number, each in enumerate(told):
        usual = 9 if each["state"] in IN_FLIGHT else 20 + 5 * (len(told) - number)
        days = each.get("began_days_ago", usual)
        began = today - timedelta(days=days) + timedelta(minutes=11 * number)
        stories.append(Story(each, people.persons[each["teacher"]], began))
    return stories


def _begin(people: People, story: Story) -> None:
    version = MicroCredential.objects.get(slug=story.told["microcredential"]).current
    assert version is not None
    school = people.teaches_at.get(story.told["teacher"])
    enrolment = learning.enrol(person=story.person, version=version, organisation=school)
    steps = modules(version)
    done = {"enrolled": 0, "learning": len(steps) // 2}.get(story.state, len(steps))
    for module in steps[:done]:
        for check in module.get("checks", []):
            right = next(n for n, option in enumerate(check["options"]) if option["correct"])
            learning.answer_check(
                person=story.person, enrolment=enrolment, module=module["key"],
                check=check["key"], option=right,
            )  # fmt: skip
        learning.finish_module(person=story.person, enrolment=enrolment, module=module["key"])
    if story.state in WRITING:
        story.draft = evidence.begin_draft(person=story.person, enrolment=enrolment)
        _write(story, story.told["answers"])


def _write(story: Story, answers: dict[str, str]) -> None:
    assert story.draft is not None
    revisions = dict(story.draft.answers.values_list("question", "revision"))
    for question, text in answers.items():
        evidence.save_answer(
            person=story.person, draft_id=story.draft.id, question=question, text=text,
            base_revision=revisions.get(question, 0),
        )  # fmt: skip


def _finish(people: People, story: Story) -> None:
    """Submit and assess as far as the story goes."""
    if story.draft is None or story.state == "draft":
        _deliver()
        return
    if story.state == "precheck_incomplete":
        _submit_in_vain(story)
        return
    submission = _submit(story)
    if talk := story.told.get("talk"):
        talks.ask(people, submission, talk)
    if story.state == "withdrawn":
        evidence.withdraw_submission(person=story.person, submission_id=submission.id)
    if story.state in SCORED:
        _score(people, story)
    if talk:
        with _later(hours=70):
            talks.take_place(people, submission, talk, leave=intake.MADE_BESIDE)
    if story.state == "in_review":
        _begin_scoring(people, story)
    if story.state == "revision":
        with _later(days=3):
            _write(story, story.told["revised_answers"])
    _deliver()


def _deliver() -> None:
    """Let follow what follows; a lease in a story's time would have lapsed for those beside."""
    deliver_all(leave=intake.MADE_BESIDE)


@contextmanager
def _later(**pause: int) -> Iterator[None]:
    from lapel.journey.record.queries import now

    with clock_at(now() + timedelta(**pause)):
        yield


def _attest(story: Story) -> None:
    assert story.draft is not None
    evidence.attest_draft(person=story.person, draft_id=story.draft.id, keys=list(STATEMENTS))


def _submit_in_vain(story: Story) -> None:
    assert story.draft is not None
    try:
        evidence.submit_evidence(person=story.person, draft_id=story.draft.id, key="demo")
    except evidence.IncompleteError:
        return
    raise AssertionError("this story tells of a draft that is not complete")


def _submit(story: Story) -> Submission:
    assert story.draft is not None
    _attest(story)
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, str(story.draft.id)))
    submission = evidence.submit_evidence(person=story.person, draft_id=story.draft.id, key=key)
    _deliver()
    return submission


def _score(people: People, story: Story) -> None:
    """Two assessors score blind; where they disagree across the line, a lead adjudicates."""
    pair = people.with_role("assessor")[:2]
    for seat, person in enumerate(pair, start=1):
        with _later(hours=20 * seat):
            assessment = review.take_next(person=person)
            assert assessment is not None, story.told["teacher"]
            _put_scores(story, person, assessment.pk, seat)
            review.lock_assessment(person=person, assessment_id=assessment.pk)
            _deliver()
    if story.state in {"discrepant", "adjudication"}:
        return
    with _later(hours=60):
        _adjudicate(people, story)
        _deliver()


def _adjudicate(people: People, story: Story) -> None:
    lead = people.persons["gita"]
    assessment = review.take_adjudication(person=lead)
    if assessment is None:
        return
    _put_scores(story, lead, assessment.pk, 1)
    review.lock_assessment(person=lead, assessment_id=assessment.pk)
    note = story.told.get("letter_note", "")
    review.conclude_adjudication(person=lead, assessment_id=assessment.pk, note=note)


def _begin_scoring(people: People, story: Story) -> None:
    """One assessor is at work; the other seat waits."""
    person = people.with_role("assessor")[0]
    with _later(hours=1):
        assessment = review.take_next(person=person)
        assert assessment is not None
        _put_scores(story, person, assessment.pk, 1)


def _put_scores(story: Story, person: Person, assessment_id: Any, seat: int) -> None:
    for criterion, score in story.told["scores"].items():
        level = score.get(f"a{seat}")
        if not level:
            continue
        comment, _found, step = score.get(f"comment{seat}", "").partition("Next step:")
        review.save_score(
            person=person,
            assessment_id=assessment_id,
            criterion=criterion,
            base_revision=0,
            level=level,
            comment=comment.strip(),
            next_step=_next_step(level, step),
            anchors=_anchors(story, score.get("quote", "")),
        )


def _next_step(level: str, step: str) -> str:
    step = step.strip()
    if not step and level != "yes":
        step = "if you would like this one too, send the piece it asks for"
    return step[:1].upper() + step[1:]


def _anchors(story: Story, quote: str) -> list[dict[str, Any]]:
    """Bind a comment to the answer that holds the quote, word for word."""
    for question, text in story.told["answers"].items():
        if quote and quote in text:
            return [{"source": f"answer:{question}", "quote": quote}]
    return []
