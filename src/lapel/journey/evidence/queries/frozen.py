"""Frozen attempts as they may be shown: from derivatives, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.queries import questions
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import Shown, shown

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Submission


@dataclass(frozen=True)
class FrozenAnswer:
    """An answer as it was submitted."""

    question: str
    prompt: str
    text: str


@dataclass(frozen=True)
class FrozenArtefact:
    """An artefact as it was submitted, to be shown from derivatives only."""

    id: str
    slot: str
    title: str
    note: str
    ai_use: str
    family: str
    shown: Shown


@dataclass(frozen=True)
class Frozen:
    """One attempt as assessors may see it: nothing here names the teacher or her files."""

    answers: list[FrozenAnswer]
    artefacts: list[FrozenArtefact]


def frozen(submission: Submission) -> Frozen:
    """Give the frozen attempt for showing, from its manifest."""
    manifest = submission.manifest
    prompts = dict(questions(submission.draft.enrolment.version))
    answers = [
        FrozenAnswer(each["question"], prompts[each["question"]]["prompt"], each["text"])
        for each in manifest["answers"]
    ]
    return Frozen(answers=answers, artefacts=_frozen_artefacts(manifest))


def _frozen_artefacts(manifest: dict[str, Any]) -> list[FrozenArtefact]:
    wanted = [each["file"] for each in manifest["artefacts"]]
    wanted += [each["captions"] for each in manifest["artefacts"] if each["captions"]]
    found = StoredFile.objects.filter(id__in=wanted).prefetch_related("derivatives")
    files = {str(file.id): file for file in found}
    return [
        FrozenArtefact(
            id=each["id"],
            slot=each["slot"],
            title=each["title"],
            note=each["note"],
            ai_use=each["ai_use"],
            family=each["family"],
            shown=shown(files[each["file"]], captions=files.get(each["captions"])),
        )
        for each in manifest["artefacts"]
    ]
