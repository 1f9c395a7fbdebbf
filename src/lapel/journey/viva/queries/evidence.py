"""Places in the frozen evidence of a case that a question may point to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.viva import Asked, Kind, Pattern, Place, places_in
from lapel.journey.catalogue.queries import artefact_slots, questions
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import shown_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.journey.review.models import Case
    from lapel.journey.viva.models import Question


def places_of(case: Case) -> list[Place]:
    """List the places of a case's attempt, with what changed since the attempt before it."""
    manifest = shown_manifest(case.submission)
    prompts = {name: each["prompt"] for name, each in questions(case.version)}
    slots = {name: each["title"] for name, each in artefact_slots(case.version)}
    answers = {
        each["question"]: (prompts.get(each["question"], ""), each["text"])
        for each in manifest["answers"]
    }
    artefacts = [
        (each["id"], each["title"] or slots.get(each["slot"], "")) for each in manifest["artefacts"]
    ]
    return places_in(answers, artefacts, changed=_changed(case.submission))


def _changed(submission: Submission) -> set[str]:
    earlier = Submission.objects.filter(draft=submission.draft_id, number__lt=submission.number)
    before = earlier.order_by("-number").first()
    if before is None:
        return set()
    was, is_now = _hashes(before.manifest), _hashes(submission.manifest)
    return {source for source, held in is_now.items() if was.get(source) != held}


def _hashes(manifest: dict[str, Any]) -> dict[str, str]:
    said = {f"answer:{each['question']}": each["sha256"] for each in manifest["answers"]}
    brought = {f"artefact:{each['id']}": each["sha256"] for each in manifest["artefacts"]}
    return said | brought


def asked_of(rows: Iterable[Question]) -> list[Asked]:
    """Give kept questions as they were drawn."""
    return [
        Asked(Pattern(each.pattern), Place(Kind(each.kind), each.source, each.title, each.quote))
        for each in rows
    ]
