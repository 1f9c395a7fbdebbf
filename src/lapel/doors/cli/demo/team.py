"""Two of the demo's teachers hand in one piece of evidence together (R24).

It is played before all other stories: whoever scores here has no other work at that time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import intake, told
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions as evidence
from lapel.journey.evidence.queries import contribution_key
from lapel.journey.files.actions import receive
from lapel.journey.learning.actions import enrol
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review import actions as review
from lapel.journey.review.queries import criteria_of

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.journey.evidence.models import Artefact, Draft
    from lapel.journey.people.models import Person

Told = dict[str, Any]


def happen(people: People) -> None:
    """Share a table, submit it twice, score what rests on it once."""
    story: Told | None = told.story("team")
    if story is None:
        return
    began = datetime.now(UTC).replace(hour=8, minute=30) - timedelta(days=story["began_days_ago"])
    owner, mate = (people.persons[each["teacher"]] for each in story["members"])
    with intake.making_ready(), clock_at(began):
        drafts = [_begin(people, story, each) for each in story["members"]]
        piece = _bring(owner, drafts[0], story["shared"])
        for draft in drafts:
            intake.await_files(draft)
    with clock_at(began + timedelta(days=1)):
        share = evidence.ask_colleague(person=owner, artefact_id=piece.pk, email=mate.email)
    with clock_at(began + timedelta(days=2)):
        assert share is not None
        evidence.accept_share(person=mate, share_id=share.pk)
        for draft, each in zip(drafts, story["members"], strict=True):
            _write(draft, contribution_key(piece.pk), each["contribution"])
    for number, draft in enumerate(drafts):
        with clock_at(began + timedelta(days=3 + 4 * number)):
            _submit(draft)
        with clock_at(began + timedelta(days=4 + 4 * number)):
            _score(people, story, piece)


def _begin(people: People, story: Told, member: Told) -> Draft:
    person = people.persons[member["teacher"]]
    version = MicroCredential.objects.get(slug=story["microcredential"]).current
    assert version is not None
    school = people.teaches_at[member["teacher"]]
    enrolment = enrol(person=person, version=version, organisation=school)
    draft = evidence.begin_draft(person=person, enrolment=enrolment)
    for question, text in member["answers"].items():
        _write(draft, question, text)
    for each in member["files"]:
        _bring(person, draft, each)
    return draft


def _write(draft: Draft, question: str, text: str) -> None:
    evidence.save_answer(
        person=draft.enrolment.person,
        draft_id=draft.pk,
        question=question,
        text=text,
        base_revision=0,
    )


def _bring(person: Person, draft: Draft, told: Told) -> Artefact:
    content = told["text"].encode()
    piece = evidence.add_artefact(
        person=person,
        draft_id=draft.pk,
        slot=told["slot"],
        name=f"{told['title']}.txt",
        size=len(content),
    )
    receive(person=person, file_id=piece.file_id, offset=0, chunks=[content])
    for kind in ("title", "note"):
        if kind in told:
            _write(draft, f"{kind}:{piece.pk}", told[kind])
    return piece


def _submit(draft: Draft) -> None:
    person = draft.enrolment.person
    evidence.attest_draft(person=person, draft_id=draft.pk, keys=list(STATEMENTS))
    evidence.submit_evidence(person=person, draft_id=draft.pk, key="together")
    deliver_all(leave=intake.MADE_BESIDE)


def _score(people: People, story: Told, piece: Artefact) -> None:
    """Two assessors find all of it; of what was scored once they are not asked again."""
    for number, assessor in enumerate(people.with_role("assessor")[:2]):
        assessment = review.take_next(person=assessor)
        assert assessment is not None
        for criterion in criteria_of(assessment):
            is_shared = criterion == story["scored"]["criterion"] and number == 0
            place = {"source": f"artefact:{piece.pk}", "quote": story["scored"]["quote"]}
            review.save_score(
                person=assessor,
                assessment_id=assessment.pk,
                criterion=criterion,
                base_revision=0,
                level="yes",
                comment=story["scored"]["comment"] if is_shared else "",
                anchors=[place] if is_shared else [],
            )
        review.lock_assessment(person=assessor, assessment_id=assessment.pk)
        deliver_all(leave=intake.MADE_BESIDE)
