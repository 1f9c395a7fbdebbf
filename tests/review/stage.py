"""A micro-credential, submissions and assessors to play review with."""

from __future__ import annotations

import hashlib
import uuid
import wave
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.evidence.events import SubmissionQueued
from lapel.journey.evidence.models import Artefact, Draft, Submission
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import storage
from lapel.journey.learning.models import Enrolment
from lapel.journey.record.actions import announce, deliver_all, note
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Case, Seat
from lapel.ports.video.ffmpeg import FfmpegVideo

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast
    from lapel.journey.people.models import Organisation, Person

PLAN_TEXT = (
    "Goal: pupils compare two fractions. I will pause for three seconds after each question."
)
ANSWER = (
    "My class has 24 students. I counted to three after every open question and S1 spoke twice."
)
COMMENT = "The plan names only one open question and its follow-up fits any answer."
STEP = "Write two more questions from the same lesson, each with a likely answer."
LESSON = 300.0  # seconds
HEARD = FfmpegVideo.samples
KNOWN: dict[bytes, bytes] = {}


def level_words(name: str) -> dict[str, str]:
    return {
        "yes": f"{name}: three open questions, each with a written follow-up.",
        "almost": f"{name}: open questions, but a follow-up is missing.",
        "not_yet": f"{name}: fewer than three open questions.",
    }


def content() -> dict[str, Any]:
    """Give a small micro-credential: two required criteria and an optional one."""
    question = {"min_words": 5, "max_words": 200, "required": True, "guidance": ""}
    slot = {"guidance": "", "min_count": 1, "max_count": 2, "required": True, "from_class": True}
    return {
        "format": "lapel/microcredential@1",
        "slug": "waiting",
        "language": "en",
        "title": "Waiting for an answer",
        "summary": "Hold the silence after a question.",
        "parts": [
            {
                "key": "overview",
                "kind": "overview",
                "title": "Your class",
                "guidance": "",
                "questions": [{"key": "context", "prompt": "Describe the class.", **question}],
                "artefacts": [],
            },
            {
                "key": "artefacts",
                "kind": "artefacts",
                "title": "Evidence from your class",
                "guidance": "",
                "questions": [],
                "artefacts": [
                    {"key": "plan", "title": "Question plan", "kinds": ["document"], **slot},
                    {"key": "lesson", "title": "Lesson recording", "kinds": ["audio"], **slot},
                ],
            },
        ],
        "rubric": [
            {
                "key": "plans",
                "title": "Plans open questions",
                "required": True,
                "reads": ["overview.context", "artefacts.plan"],
                "levels": level_words("Plan"),
            },
            {
                "key": "waits",
                "title": "Waits after questions",
                "required": True,
                "reads": ["artefacts.lesson"],
                "levels": level_words("Wait"),
            },
            {
                "key": "extra",
                "title": "Names a next idea",
                "required": False,
                "reads": ["overview.context"],
                "levels": level_words("Idea"),
            },
        ],
        "exemplars": [],
        "modules": [],
        "version_note": "First version.",
    }


CRITERIA = ["plans", "waits", "extra"]


def publish(owner: Organisation, designer: Person, **change: Any) -> Version:
    """Publish the micro-credential, past the linter that belongs to the catalogue."""
    competency, _made = Competency.objects.get_or_create(
        code="T07", defaults={"title": "Question", "statement": "…", "changed_at": now()}
    )
    body = content() | change
    microcredential = MicroCredential.objects.create(slug=body["slug"], organisation=owner)
    version = Version.objects.create(
        microcredential=microcredential,
        number=1,
        title=body["title"],
        summary=body["summary"],
        competency=competency,
        category="assessment strategies",
        level="Practising",
        language=body["language"],
        effort_hours=6,
        search_text="",
        content=body,
        content_hash=sha256_of(body),
        rubric_hash=sha256_of(body["rubric"]),
        published_at=now(),
        published_by=designer,
    )
    microcredential.current = version
    microcredential.save()
    return version


def enrol(teacher: Person, version: Version, organisation: Organisation | None) -> Draft:
    """Enrol a teacher and open her draft."""
    enrolment = Enrolment.objects.create(
        person=teacher, organisation=organisation, version=version, enrolled_at=now()
    )
    return Draft.objects.create(enrolment=enrolment, begun_at=now(), changed_at=now())


@cache
def silence(seconds: float) -> bytes:
    """Give a recording of nothing: WAV, 3,000 samples a second."""
    held = BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(3000)
        sound.writeframes(bytes([128]) * int(seconds * 3000))
    return held.getvalue()


def _heard_once(video: FfmpegVideo, path: Path) -> bytes:
    """Have ffmpeg read the lesson of all submissions here once: it is the same silence each time.

    Two programs start to hear it; any other recording is heard as often as it is asked for.
    """
    recording = path.read_bytes()
    if recording != silence(LESSON):
        return HEARD(video, path)
    if recording not in KNOWN:
        KNOWN[recording] = HEARD(video, path)
    return KNOWN[recording]


def _file(draft: Draft, slot: str, family: str, text: str, duration: float | None) -> Artefact:
    owner = draft.enrolment.person
    file = StoredFile.objects.create(
        owner=owner,
        name=f"{owner.name} {slot} final.bin",
        size=10,
        received=10,
        state=StoredFile.State.READY,
        family=family,
        media_type={"document": "application/pdf", "audio": "audio/mp4"}[family],
        sha256=hashlib.sha256(f"{slot}{text}".encode()).hexdigest(),
        text=text,
        duration=duration,
        created_at=now(),
    )
    if family == "audio":
        key = f"shown/{uuid.uuid4().hex}"
        stored = storage().put(key, BytesIO(silence(duration or 0)))
        Derivative.objects.create(
            file=file,
            kind=Derivative.Kind.RENDITION,
            blob=key,
            media_type="audio/wav",
            size=stored.size,
            sha256=stored.sha256,
        )
    return Artefact.objects.create(draft=draft, slot=slot, file=file, number=1, added_at=now())


def manifest_of(draft: Draft, number: int, answer: str, carried: list[str]) -> dict[str, Any]:
    """Give a manifest in evidence's shape over the draft's live artefacts."""
    version = draft.enrolment.version
    artefacts = draft.artefacts.filter(removed_at=None).select_related("file").order_by("slot")
    return {
        "format": "lapel/manifest@1",
        "microcredential": version.microcredential.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "rubric_hash": version.rubric_hash,
        "attempt": number,
        "answers": [
            {
                "question": "overview.context",
                "text": answer,
                "sha256": hashlib.sha256(answer.encode()).hexdigest(),
            }
        ],
        "artefacts": [
            {
                "id": str(each.pk),
                "slot": each.slot,
                "file": str(each.file_id),
                "captions": None,
                "title": each.title,
                "note": each.note,
                "ai_use": each.ai_use,
                "family": each.file.family,
                "media_type": each.file.media_type,
                "sha256": each.file.sha256,
                "size": each.file.size,
                "derivatives": [
                    {
                        "id": str(made.pk),
                        "kind": made.kind,
                        "number": made.number,
                        "sha256": made.sha256,
                    }
                    for made in each.file.derivatives.all()
                ],
            }
            for each in artefacts
        ],
        "consent": {"statements": [], "attested_at": now().isoformat()},
        "carried": carried,
    }


def submit(
    draft: Draft,
    *,
    answer: str = ANSWER,
    open_criteria: list[str] | None = None,
    **more: Any,
) -> Case:
    """Freeze an attempt, with `more` in its manifest, queue it, and deliver the news to review."""
    from django.db import transaction

    if not draft.artefacts.exists():
        _file(draft, "artefacts.plan", "document", PLAN_TEXT, None)
        _file(draft, "artefacts.lesson", "audio", "", LESSON)
    number = draft.submissions.count() + 1
    still = CRITERIA if open_criteria is None else open_criteria
    carried = [key for key in CRITERIA if key not in still]
    manifest = manifest_of(draft, number, answer, carried) | more
    enrolment = draft.enrolment
    with transaction.atomic():
        submission = Submission.objects.create(
            draft=draft,
            person=enrolment.person,
            organisation=enrolment.organisation,
            number=number,
            manifest=manifest,
            manifest_hash=sha256_of(manifest),
            open_criteria=still,
            submitted_at=now(),
        )
        note(
            aggregate="submission",
            aggregate_id=submission.pk,
            action="queued",
            actor=enrolment.person_id,
        )
        announce(SubmissionQueued(submission_id=submission.pk))
    with patch.object(FfmpegVideo, "samples", _heard_once):
        deliver_all()
    return Case.objects.get(submission=submission)


class Stage:
    """The cast with a micro-credential that Ben and Bola are appointed to assess."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.version = publish(cast.college, cast.dara)
        self.microcredential = self.version.microcredential
        for assessor in (cast.ben, cast.bola):
            self.appoint(assessor)

    def appoint(self, assessor: Person, **change: Any) -> None:
        actions.appoint_assessor(
            person=self.cast.gita,
            microcredential=self.microcredential,
            assessor=assessor,
            **change,
        )

    def submitted(self, **change: Any) -> Case:
        """Give the case of Amina's submission."""
        return submit(enrol(self.cast.amina, self.version, self.cast.school), **change)


def quote(assessment: Assessment) -> dict[str, Any]:
    """Give a place that stands in the evidence of every submission here."""
    return {"source": "answer:overview.context", "quote": "My class has 24 students"}


def score(assessment: Assessment, levels: dict[str, str] | str, *, comment: str = COMMENT) -> None:
    """Score criteria with all that a lock asks for; one level stands for all of them."""
    from lapel.journey.review.queries import criteria_of

    keys = criteria_of(Assessment.objects.get(pk=assessment.pk))
    wanted = dict.fromkeys(keys, levels) if isinstance(levels, str) else levels
    for key in keys:
        level, _dash, reason = wanted[key].partition("/")
        known = assessment.scores.filter(criterion=key).first()
        actions.save_score(
            person=assessment.assessor,
            assessment_id=assessment.pk,
            criterion=key,
            base_revision=known.revision if known else 0,
            level=level,
            reason=reason,
            comment="" if level == "yes" else comment,
            next_step="" if level in ("yes", "cannot_judge") else STEP,
            anchors=[] if level in ("yes", "cannot_judge") else [quote(assessment)],
        )


def lock(person: Person, levels: dict[str, str] | str, **change: Any) -> Assessment:
    """Take the next one, score it and lock it."""
    assessment = actions.take_next(person=person)
    assert assessment is not None
    return finish(assessment, levels, **change)


def finish(assessment: Assessment, levels: dict[str, str] | str, **change: Any) -> Assessment:
    """Score and lock what a person holds."""
    score(assessment, levels, **change)
    actions.lock_assessment(person=assessment.assessor, assessment_id=assessment.pk)
    assessment.refresh_from_db()
    return assessment


def adjudicate(person: Person, levels: dict[str, str] | str, *, note: str = "") -> Assessment:
    """Take the dispute, settle it and conclude."""
    assessment = actions.take_adjudication(person=person)
    assert assessment is not None
    assert assessment.seat == Seat.ADJUDICATOR
    finish(assessment, levels)
    actions.conclude_adjudication(person=person, assessment_id=assessment.pk, note=note)
    return assessment
