"""Submit: the pre-check (R3), then a frozen manifest of everything by hash (R1)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.journey.catalogue.queries import criteria, questions
from lapel.journey.consent.queries import attestation_on
from lapel.journey.evidence.actions.drafts import changeable_draft
from lapel.journey.evidence.events import SubmissionQueued
from lapel.journey.evidence.models import Draft, Submission
from lapel.journey.evidence.queries import (
    Finding,
    findings,
    last_decided,
    live_artefacts,
    still_open,
)
from lapel.journey.record.actions import announce, note, once
from lapel.journey.record.queries import now, sha256_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.evidence.models import Artefact
    from lapel.journey.people.models import Person

FORMAT = "lapel/manifest@1"


class IncompleteError(Exception):
    """The pre-check found something missing; nothing was submitted and no attempt counted."""

    def __init__(self, found: list[Finding]) -> None:
        super().__init__("; ".join(finding.sentence for finding in found))
        self.findings = found


def submit_evidence(*, person: Person, draft_id: UUID, key: str) -> Submission:
    """Freeze the draft as the next attempt and put it in the queue.

    `key` makes a double click or a retry harmless: it gets the first attempt again. The manifest:
    {format, microcredential, version, content_hash, rubric_hash, attempt, answers: [{question,
    text, sha256}], artefacts: [{id, slot, file, captions, title, note, ai_use, family,
    media_type, sha256, size, derivatives: [{id, kind, number, sha256}]}], consent: {statements,
    attested_at}, carried: [criterion keys already yes]}.
    """
    reply = once(owner=person.pk, key=f"submit:{key}", act=lambda: _submit(person, draft_id))
    return Submission.objects.get(id=reply["submission"])


def _submit(person: Person, draft_id: UUID) -> dict[str, Any]:
    with transaction.atomic():
        Draft.objects.select_for_update().get(id=draft_id, enrolment__person=person)
        draft = changeable_draft(person, draft_id)
        missing = findings(draft)
        if missing:
            raise IncompleteError(missing)
        submission = _freeze(person, draft)
        note(
            aggregate="submission",
            aggregate_id=submission.id,
            action="queued",
            actor=person.pk,
            facts={"manifest": submission.manifest_hash, "attempt": submission.number},
        )
        announce(SubmissionQueued(submission_id=submission.id))
    return {"submission": str(submission.id)}


def _freeze(person: Person, draft: Draft) -> Submission:
    number = draft.submissions.count() + 1
    manifest = _manifest(draft, number)
    to_score = _to_score(draft, manifest)
    every = [criterion["key"] for criterion in criteria(draft.enrolment.version)]
    manifest["carried"] = [key for key in every if key not in to_score]
    return Submission.objects.create(
        draft=draft,
        person=person,
        organisation=draft.enrolment.organisation,
        number=number,
        manifest=manifest,
        manifest_hash=sha256_of(manifest),
        open_criteria=to_score,
        submitted_at=now(),
    )


def _manifest(draft: Draft, number: int) -> dict[str, Any]:
    version = draft.enrolment.version
    texts = dict(draft.answers.values_list("question", "text"))
    attestation = attestation_on(draft.id)
    assert attestation is not None  # the pre-check asked for it
    return {
        "format": FORMAT,
        "microcredential": version.microcredential.slug,
        "version": version.number,
        "content_hash": version.content_hash,
        "rubric_hash": version.rubric_hash,
        "attempt": number,
        "answers": [
            {"question": key, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for key, _question in questions(version)
            if (text := texts.get(key, ""))
        ],
        "artefacts": [_entry(artefact) for artefact in live_artefacts(draft)],
        "consent": {
            "statements": attestation.statements,
            "attested_at": attestation.attested_at.isoformat(),
        },
    }


def _entry(artefact: Artefact) -> dict[str, Any]:
    file = artefact.file
    shown = [*file.derivatives.all()]
    if artefact.captions:
        shown += artefact.captions.derivatives.all()
    return {
        "id": str(artefact.id),
        "slot": artefact.slot,
        "file": str(file.id),
        "captions": str(artefact.captions_id) if artefact.captions_id else None,
        "title": artefact.title,
        "note": artefact.note,
        "ai_use": artefact.ai_use,
        "family": file.family,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "size": file.size,
        "derivatives": [
            {"id": str(each.id), "kind": each.kind, "number": each.number, "sha256": each.sha256}
            for each in sorted(shown, key=lambda each: (each.kind, each.number))
        ],
    }


def _to_score(draft: Draft, manifest: dict[str, Any]) -> list[str]:
    """Criteria not yet 'yes', and those whose evidence changed since they were (R12)."""
    still = set(still_open(draft))
    decided = last_decided(draft)
    changed = _changed(decided.manifest, manifest) if decided else set()
    return [
        criterion["key"]
        for criterion in criteria(draft.enrolment.version)
        if criterion["key"] in still or changed & set(criterion["reads"])
    ]


def _changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Places whose text or files differ between two manifests."""
    old, new = _by_place(before), _by_place(after)
    return {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}


def _by_place(manifest: dict[str, Any]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for answer in manifest["answers"]:
        places.setdefault(answer["question"], []).append(answer["sha256"])
    for artefact in manifest["artefacts"]:
        parts = [artefact["sha256"], artefact["title"], artefact["note"], artefact["ai_use"]]
        places.setdefault(artefact["slot"], []).append("|".join(parts))
    return places
