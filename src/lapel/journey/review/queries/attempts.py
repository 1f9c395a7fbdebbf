"""A teacher's attempts side by side: what changed between them, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.changes import Change, changed_words
from lapel.journey.catalogue.queries import artefact_slots, criteria, questions
from lapel.journey.evidence.models import Submission
from lapel.journey.review.models import LEVELS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from lapel.journey.catalogue.models import Version
    from lapel.journey.evidence.models import Draft


@dataclass(frozen=True)
class Attempt:
    """One attempt and, where it was decided, the level of each criterion."""

    submission: Submission
    levels: dict[str, str]
    outcome: str


@dataclass(frozen=True)
class AnswerChange:
    """A question whose answer changed, word by word."""

    prompt: str
    changes: list[Change]


@dataclass(frozen=True)
class ArtefactChange:
    """What came, went or was replaced in one slot."""

    slot: str
    kind: str
    titles: list[str]


@dataclass(frozen=True)
class CriterionChange:
    """A criterion's levels before and after, in words; empty where there is none yet."""

    title: str
    before: str | _StrPromise
    after: str | _StrPromise


@dataclass(frozen=True)
class Comparison:
    """Two attempts: what differs in the evidence, and in what was decided."""

    before: Submission
    after: Submission
    answers: list[AnswerChange]
    artefacts: list[ArtefactChange]
    criteria: list[CriterionChange]


def attempts_of(draft: Draft) -> list[Attempt]:
    """Give a draft's attempts, the first one first."""
    found = Submission.objects.filter(draft=draft).select_related("case__decision")
    return [_attempt(each) for each in found.order_by("number")]


def _attempt(submission: Submission) -> Attempt:
    decided = getattr(getattr(submission, "case", None), "decision", None)
    levels = {each["criterion"]: each["level"] for each in decided.criteria} if decided else {}
    return Attempt(submission, levels, decided.outcome if decided else "")


def comparison(before: Attempt, after: Attempt, version: Version) -> Comparison:
    """Compare two attempts at one version."""
    old, new = before.submission, after.submission
    return Comparison(
        before=old,
        after=new,
        answers=_answers(old.manifest, new.manifest, version),
        artefacts=_artefacts(old.manifest, new.manifest, version),
        criteria=[
            CriterionChange(
                each["title"],
                LEVELS.get(before.levels.get(each["key"]), ""),  # type: ignore[call-overload]  # no level: ""
                LEVELS.get(after.levels.get(each["key"]), ""),  # type: ignore[call-overload]  # no level: ""
            )
            for each in criteria(version)
        ],
    )


def _answers(old: dict[str, Any], new: dict[str, Any], version: Version) -> list[AnswerChange]:
    was = {each["question"]: each["text"] for each in old["answers"]}
    is_ = {each["question"]: each["text"] for each in new["answers"]}
    return [
        AnswerChange(item["prompt"], changed_words(was.get(name, ""), is_.get(name, "")))
        for name, item in questions(version)
        if was.get(name, "") != is_.get(name, "")
    ]


def _artefacts(old: dict[str, Any], new: dict[str, Any], version: Version) -> list[ArtefactChange]:
    found: list[ArtefactChange] = []
    for name, item in artefact_slots(version):
        was, is_ = _in_slot(old, name), _in_slot(new, name)
        gone = [title for key, title in was.items() if key not in is_]
        come = [title for key, title in is_.items() if key not in was]
        kind = "replaced" if gone and come else "removed" if gone else "added"
        if gone or come:
            found.append(ArtefactChange(item["title"], kind, come or gone))
    return found


def _in_slot(manifest: dict[str, Any], slot: str) -> dict[str, str]:
    return {each["sha256"]: each["title"] for each in manifest["artefacts"] if each["slot"] == slot}
