"""Two teachers who share a recording, and their cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.journey.evidence.events import SubmissionQueued
from lapel.journey.evidence.models import Answer, Artefact, Draft, Share, Submission
from lapel.journey.evidence.queries import contribution_key, to_freeze
from lapel.journey.people.models import Role
from lapel.journey.record.actions import announce, deliver_all, note
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case
from review.stage import (
    ANSWER,
    COMMENT,
    PLAN_TEXT,
    STEP,
    _file,
    content,
    enrol,
    manifest_of,
    publish,
)

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person

OWN = "My part was to ask the questions of the first half and to write down each pause."


def team_content() -> dict[str, Any]:
    """Give the small micro-credential, in which a team may share the recording of the lesson."""
    parts = content()["parts"]
    parts[1]["artefacts"][1]["team"] = True
    return {"slug": "together", "team_allowed": True, "parts": parts}


class Teams:
    """Amina and Nia share a recording; Ben, Bola and two more assess."""

    def __init__(self, cast: Cast) -> None:
        from cast import belongs, person

        self.cast = cast
        self.version = publish(cast.college, cast.dara, **team_content())
        self.nia = person("Nia")
        belongs(self.nia, cast.school, Role.TEACHER)
        self.assessors = [cast.ben, cast.bola]
        for each in self.assessors:
            self.appoint(each)
        self.drafts = {
            each: enrol(each, self.version, cast.school) for each in (cast.amina, self.nia)
        }
        for draft in self.drafts.values():
            _file(draft, "artefacts.plan", "document", PLAN_TEXT, None)
        self.piece = _file(self.drafts[cast.amina], "artefacts.lesson", "audio", "", 300.0)
        self.share(self.piece)

    def appoint(self, assessor: Person) -> None:
        actions.appoint_assessor(
            person=self.cast.gita,
            microcredential=self.version.microcredential,
            assessor=assessor,
        )

    def share(self, piece: Artefact) -> Share:
        share = Share.objects.create(
            artefact=piece,
            person=self.nia,
            draft=self.drafts[self.nia],
            asked_at=now(),
            accepted_at=now(),
        )
        for draft in self.drafts.values():
            question = contribution_key(piece.pk)
            text = f"{OWN} {draft.enrolment.person}"
            Answer.objects.create(draft=draft, question=question, text=text, saved_at=now())
        return share

    def submit(self, person: Person, open_criteria: list[str] | None = None) -> Case:
        """Freeze what a draft holds now, as evidence does, and open its case."""
        draft: Draft = self.drafts[person]
        Answer.objects.update_or_create(
            draft=draft,
            question="overview.context",
            defaults={"text": ANSWER, "saved_at": now()},
        )
        number = draft.submissions.count() + 1
        still = open_criteria or ["plans", "waits", "extra"]
        manifest = manifest_of(draft, number, ANSWER, []) | to_freeze(draft)
        with transaction.atomic():
            submission = Submission.objects.create(
                draft=draft,
                person=person,
                organisation=draft.enrolment.organisation,
                number=number,
                manifest=manifest,
                manifest_hash=sha256_of(manifest),
                open_criteria=still,
                submitted_at=now(),
            )
            queued = {"aggregate": "submission", "action": "queued", "actor": person.pk}
            note(aggregate_id=submission.pk, **queued)
            announce(SubmissionQueued(submission_id=submission.pk))
        deliver_all()
        return Case.objects.get(submission=submission)

    def take(self, case: Case, assessor: Person) -> Assessment:
        taken = actions.take_next(person=assessor)
        assert taken is not None
        assert taken.case_id == case.pk
        return taken

    def decide(self, case: Case, **levels: str) -> Case:
        """Have both assessors score a case alike: all `yes`, but for what is said here."""
        for assessor in self.assessors:
            self.lock(self.take(case, assessor), **levels)
        deliver_all()
        case.refresh_from_db()
        return case

    def lock(self, assessment: Assessment, **levels: str) -> None:
        from lapel.journey.review.queries import criteria_of

        fresh = Assessment.objects.get(pk=assessment.pk)
        for key in criteria_of(fresh):
            level = levels.get(key, "yes")
            self.score(assessment, key, level)
        actions.lock_assessment(person=assessment.assessor, assessment_id=assessment.pk)

    def score(self, assessment: Assessment, key: str, level: str) -> None:
        below = level != "yes"
        if below and key == "waits":
            places = [
                {"source": f"artefact:{self.piece.pk}", "seconds": 125},
                {"source": "answer:overview.context", "quote": "S1 spoke twice"},
            ]
        else:
            places = [{"source": "answer:overview.context", "quote": "My class has 24 students"}]
        actions.save_score(
            person=assessment.assessor,
            assessment_id=assessment.pk,
            criterion=key,
            base_revision=0,
            level=level,
            comment=COMMENT if below else "",
            next_step=STEP if below else "",
            anchors=places if below else [],
        )
