"""A teacher's desk: a micro-credential, her enrolment and draft, and quick ways to fill it."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING, Any

from documents import publish
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import Answer, Artefact, Draft, Submission
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import derivative_key, storage
from lapel.journey.learning.actions import enrol
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person

CONTEXT = "My class has twenty four students and one open question."
CHANGE = "I will wait longer after the first hand goes up."


def ready_file(owner: Person, *, family: str = "audio", words: str = "a recording") -> StoredFile:
    """Keep a file that is shown already, without sending it through the intake."""
    file = StoredFile.objects.create(
        owner=owner,
        name=f"{owner.name} {words}.bin",
        size=len(words),
        received=len(words),
        state=StoredFile.State.READY,
        family=family,
        media_type={"audio": "audio/mp4", "photo": "image/jpeg"}.get(family, "text/plain"),
        sha256=uuid.uuid4().hex * 2,
        text=words if family == "document" else "",
        created_at=now(),
    )
    key = uuid.uuid4()
    kind = {"photo": "picture", "document": "html"}.get(family, "rendition")
    stored = storage().put(derivative_key(key), io.BytesIO(words.encode()))
    Derivative.objects.create(
        id=key,
        file=file,
        kind=kind,
        number=1,
        blob=derivative_key(key),
        media_type={"photo": "image/jpeg", "document": "text/html"}.get(family, "audio/mp4"),
        size=stored.size,
        sha256=stored.sha256,
    )
    return file


class Desk:
    """Amina's desk with the draft of her evidence for the small micro-credential."""

    def __init__(self, cast: Cast, **fields: Any) -> None:
        self.cast = cast
        self.version = publish(cast, **fields)
        self.enrolment = enrol(person=cast.amina, version=self.version, organisation=cast.school)
        self.draft = actions.begin_draft(person=cast.amina, enrolment=self.enrolment)

    def write(self, question: str, text: str, base: int | None = None, **change: Any) -> Answer:
        standing = Answer.objects.filter(draft=self.draft, question=question).first()
        revision = standing.revision if standing else 0
        return actions.save_answer(
            person=self.cast.amina,
            draft_id=self.draft.id,
            question=question,
            text=text,
            base_revision=revision if base is None else base,
            **change,
        )

    def bring(self, slot: str = "artefacts.recording", **change: Any) -> Artefact:
        artefact = actions.add_artefact(
            person=self.cast.amina, draft_id=self.draft.id, slot=slot, name="x.bin", size=9
        )
        artefact.file = ready_file(self.cast.amina, **change)
        artefact.save()
        return artefact

    def attest(self) -> None:
        actions.attest_draft(person=self.cast.amina, draft_id=self.draft.id, keys=list(STATEMENTS))

    def fill(self) -> Artefact:
        """Bring all that is asked for, and attest."""
        self.write("overview.context", CONTEXT)
        self.write("reflection.change", CHANGE)
        artefact = self.bring()
        self.attest()
        return artefact

    def submit(self, key: str = "once") -> Submission:
        return actions.submit_evidence(person=self.cast.amina, draft_id=self.draft.id, key=key)

    def decided(
        self,
        *left_open: str,
        number: int = 1,
        outcome: Submission.Outcome = Submission.Outcome.NOT_YET,
    ) -> Submission:
        """Submit and have it closed, below the line if not said else, these not yet 'yes'."""
        if queries.findings(self.draft):
            self.attest()
        submission = self.submit(key=f"attempt {number}")
        actions.close_submission(
            submission_id=submission.id, outcome=outcome, open_criteria=list(left_open)
        )
        submission.refresh_from_db()
        return submission

    def missing(self) -> list[str]:
        return [finding.place for finding in queries.findings(self.fresh())]

    def fresh(self) -> Draft:
        return queries.draft_of(self.cast.amina, self.draft.id)
