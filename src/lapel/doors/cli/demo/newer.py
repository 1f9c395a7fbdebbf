"""A second version in the demo: one criterion changed, one reworded (R20).

One holder of the first version has shown what changed; the other is offered it.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import intake, told
from lapel.journey.catalogue.actions import publish_version
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions as evidence
from lapel.journey.issuing.actions import begin_refresh
from lapel.journey.issuing.queries import refresh_open_in
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review import actions as review
from lapel.journey.review.queries import free_seats, open_assessment
from lapel.journey.review.queries.anchors import next_anchor
from lapel.journey.sharing.actions import change_share

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.people.models import Person


def happen(people: People) -> None:
    """Publish the version, and have one holder refresh her award to it."""
    story = told.story("newer")
    if story is None:
        return
    found = MicroCredential.objects.select_related("current").get(slug=story["microcredential"])
    today = datetime.now(UTC).replace(hour=9, minute=30, second=0, microsecond=0)
    day = today - timedelta(days=story["published_days_ago"])
    with clock_at(day):
        _publish(people, found, story)
    with clock_at(day + timedelta(hours=25)):
        deliver_all(leave=intake.MADE_BESIDE)
        submission = _submit(people, found, story["done"])
    for hours in (46, 70):  # a seat is kept for somebody for some hours first
        with clock_at(day + timedelta(hours=hours)):
            _assess(people, submission, story["done"])
            deliver_all(leave=intake.MADE_BESIDE)
    with clock_at(day + timedelta(hours=74)):
        _share(submission.person, found)


def _publish(people: People, found: MicroCredential, story: dict[str, Any]) -> None:
    assert found.current is not None
    content = copy.deepcopy(found.current.content)
    content |= {"version_note": story["version_note"], "reworded": list(story["titles"])}
    for line in content["rubric"]:
        line["levels"] |= story["criteria"].get(line["key"], {})
        line["title"] = story["titles"].get(line["key"], line["title"])
    publish_version(person=people.persons["dara"], organisation=found.organisation, content=content)
    found.refresh_from_db()
    for assessor in people.with_role("assessor"):
        review.appoint_assessor(
            person=people.persons["gita"],
            microcredential=found,
            assessor=assessor,
            daily_cap=40,
        )
    deliver_all(leave=intake.MADE_BESIDE)


def _submit(people: People, found: MicroCredential, done: dict[str, Any]) -> Submission:
    """Let a holder begin, write what is new, and submit."""
    person = people.persons[done["teacher"]]
    newer = refresh_open_in(person, found)
    assert newer is not None, "the holder of the first version is offered the second"
    draft = begin_refresh(person=person, award_id=newer.award.pk)
    _write(person, draft, done["added"])
    evidence.attest_draft(person=person, draft_id=draft.pk, keys=list(STATEMENTS))
    submission = evidence.submit_evidence(person=person, draft_id=draft.pk, key="demo")
    deliver_all(leave=intake.MADE_BESIDE)
    return submission


def _write(person: Person, draft: Draft, added: dict[str, str]) -> None:
    for question, text in added.items():
        answer = draft.answers.get(question=question)
        evidence.save_answer(
            person=person,
            draft_id=draft.pk,
            question=question,
            text=answer.text + text,
            base_revision=answer.revision,
        )


def _assess(people: People, submission: Submission, done: dict[str, Any]) -> None:
    """Have it scored by one for whom it is the next work; where all are busy it waits."""
    for person in people.with_role("assessor"):
        if _is_next(person, submission):
            _score(person, done)
            return


def _is_next(person: Person, submission: Submission) -> bool:
    offered = next(iter(free_seats(person)), None)
    busy = open_assessment(person) is not None or next_anchor(person) is not None
    return not busy and offered is not None and offered[0].submission_id == submission.pk


def _score(person: Person, done: dict[str, Any]) -> None:
    assessment = review.take_next(person=person)
    assert assessment is not None
    for criterion, comment in done["comments"].items():
        review.save_score(
            person=person,
            assessment_id=assessment.pk,
            criterion=criterion,
            base_revision=0,
            level="yes",
            comment=comment,
            next_step="",
            anchors=[{"source": f"answer:{key}", "quote": done["quote"]} for key in done["added"]],
        )
    review.lock_assessment(person=person, assessment_id=assessment.pk)


def _share(person: Person, found: MicroCredential) -> None:
    """Show both awards, so that their pages lead to each other."""
    for award in person.awards.filter(achievement__version__microcredential=found):
        change_share(person=person, award_id=award.pk, is_public=True, shows_name=True)
