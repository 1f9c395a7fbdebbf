"""Frozen attempts as they may be shown: from derivatives, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.queries import questions
from lapel.journey.evidence.queries.allowed import own_manifest, shown_manifest
from lapel.journey.files.models import StoredFile
from lapel.journey.files.queries import Shown, mark_for, shown

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Version
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
    team: int = 1
    contribution: str = ""


@dataclass(frozen=True)
class Frozen:
    """One attempt as assessors may see it: nothing here names the teacher or her files."""

    answers: list[FrozenAnswer]
    artefacts: list[FrozenArtefact]


def frozen(submission: Submission, *, mark: str = "") -> Frozen:
    """Give the frozen attempt for showing, from its manifest.

    Without a `mark` (`files.queries.mark_for`) it is for the teacher herself; what a colleague
    shares with her carries one then, too, and says nothing of students who are taken back (R24).
    """
    version = submission.draft.enrolment.version
    if mark:
        return frozen_work(shown_manifest(submission), version, mark=mark)
    manifest = own_manifest(submission)
    is_lent = any("team" in each for each in manifest["artefacts"])
    hers = mark_for(about=submission.pk, viewer=submission.person) if is_lent else ""
    return _work(manifest, version, hers, owner=submission.person_id)


def frozen_work(manifest: dict[str, Any], version: Version, *, mark: str = "") -> Frozen:
    """Give any work whose manifest has a submission's shape, as of a version that it is for."""
    return _work(manifest, version, mark)


def _work(
    manifest: dict[str, Any], version: Version, mark: str, *, owner: UUID | None = None
) -> Frozen:
    prompts = dict(questions(version))
    answers = [
        FrozenAnswer(each["question"], prompts[each["question"]]["prompt"], each["text"])
        for each in manifest["answers"]
    ]
    return Frozen(answers=answers, artefacts=_frozen_artefacts(manifest, mark, owner))


def _frozen_artefacts(
    manifest: dict[str, Any], mark: str, owner: UUID | None
) -> list[FrozenArtefact]:
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
            shown=_as_frozen(each, files, mark, owner),
            team=each.get("team", 1),
            contribution=each.get("contribution", ""),
        )
        for each in manifest["artefacts"]
    ]


def _as_frozen(
    entry: dict[str, Any], files: dict[str, StoredFile], mark: str, owner: UUID | None
) -> Shown:
    """Give what the manifest names, in the very edition that was frozen (R1); hers unmarked."""
    file, captions = files[entry["file"]], files.get(entry["captions"])
    named = [each["id"] for each in entry["derivatives"]]
    is_hers = file.owner_id == owner
    return shown(file, captions=captions, only=named, mark="" if is_hers else mark)
