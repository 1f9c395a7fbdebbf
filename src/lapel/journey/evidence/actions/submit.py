"""Submit: the pre-check (R3), then a frozen manifest of everything by hash (R1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.failpoint import failpoint
from lapel.journey.catalogue.queries import criteria
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence.actions.drafts import changeable_draft
from lapel.journey.evidence.events import SubmissionQueued
from lapel.journey.evidence.models import Draft, Submission
from lapel.journey.evidence.queries import Finding, findings, to_freeze, to_name, to_score
from lapel.journey.record.actions import announce, note, once
from lapel.journey.record.queries import now, sha256_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

FORMAT = "lapel/manifest@1"
LONGEST_KEY = 80
LONGEST_LANGUAGE = 12


class IncompleteError(Exception):
    """The pre-check found something missing; nothing was submitted and no attempt counted."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__("; ".join(finding.sentence for finding in found))
        self.findings = found


def submit_evidence(*, person: Person, draft_id: UUID, key: str, language: str = "") -> Submission:
    """Freeze the draft as the next attempt and put it in the queue.

    `key` makes a double click or a retry harmless: it gets the first attempt again. The manifest:
    {format, microcredential, version, content_hash, rubric_hash, attempt, answers: [{question,
    text, sha256}], artefacts: [{id, slot, file, captions, title, note, ai_use, family,
    media_type, sha256, size, derivatives: [{id, kind, number, sha256}]}], consent: {statements,
    attested_at}, carried: [criterion keys already yes]}. Of a refresh (R20) `carried` holds what
    its award shows, and {refresh: {award, attempt, manifest_hash, levels}} says which and how.
    {language} says in which one it is written, where that is not the version's own (R4).
    """
    # of this draft: a key that another one carried too must not swallow its attempt
    key = f"submit:{draft_id.hex}:{key}"[:LONGEST_KEY]
    reply = once(owner=person.pk, key=key, act=lambda: _submit(person, draft_id, language))
    failpoint("evidence.submitted")
    return Submission.objects.get(id=reply["submission"])


def _submit(person: Person, draft_id: UUID, language: str) -> dict[str, Any]:
    with transaction.atomic():
        draft = changeable_draft(person=person, draft_id=draft_id)
        missing = findings(draft)
        if missing:
            raise IncompleteError(missing)
        submission = _freeze(person, draft, language)
        note(
            aggregate="submission",
            aggregate_id=submission.id,
            action="queued",
            actor=person.pk,
            facts={"manifest": submission.manifest_hash, "attempt": submission.number},
        )
        announce(SubmissionQueued(submission_id=submission.id))
    failpoint("evidence.submitted-uncommitted")
    return {"submission": str(submission.id)}


def _freeze(person: Person, draft: Draft, language: str) -> Submission:
    number = draft.submissions.count() + 1
    manifest = _manifest(draft, number)
    scored = to_score(draft, manifest)
    every = [criterion["key"] for criterion in criteria(draft.enrolment.version)]
    manifest["carried"] = [key for key in every if key not in scored]
    if language and language != draft.enrolment.version.language:
        manifest["language"] = language[:LONGEST_LANGUAGE]
    return Submission.objects.create(
        draft=draft,
        person=person,
        organisation=draft.enrolment.organisation,
        number=number,
        manifest=manifest,
        manifest_hash=sha256_of(manifest),
        open_criteria=scored,
        submitted_at=now(),
    )


def _manifest(draft: Draft, number: int) -> dict[str, Any]:
    version = draft.enrolment.version
    attestation = attestation_on(draft.id)
    assert attestation is not None  # the pre-check asked for it
    return {
        "format": FORMAT,
        "microcredential": version.microcredential.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "rubric_hash": version.rubric_hash,
        "attempt": number,
        **to_freeze(draft),
        **to_name(draft),
        "consent": {
            "statements": attestation.statements,
            "attested_at": attestation.attested_at.isoformat(),
        },
    }
