"""What keeps a wording from being asked, and what could be better about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.microcredential import (
    alike,
    check_items,
    lint_items,
    parsed_items,
    readability,
    readability_said,
)
from lapel.journey.diagnosis.models import ItemVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.domain.microcredential import ItemsDocument, Problem

FIRST = "items[0]"


@dataclass(frozen=True)
class Remark:
    """A sentence about one place of a question, in the reader's language."""

    path: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """How hard words are to read: their LIX, and what that means in the reader's language."""

    lix: int
    words: str


def as_document(
    contents: Iterable[dict[str, Any]], competency: str, language: str
) -> dict[str, Any]:
    """Put questions into one document `lapel/items@1`."""
    head = {"format": "lapel/items@1", "competency": competency, "language": language}
    return {**head, "items": list(contents)}


def document_of(version: ItemVersion) -> dict[str, Any]:
    """Give a wording as a document by itself."""
    item = version.item
    return as_document([version.content], item.competency_id, item.language)


def faults_in(version: ItemVersion) -> list[Remark]:
    """Give what keeps a wording from being asked; empty when nothing does."""
    return [said(each) for each in check_items(document_of(version))]


def advice_on(version: ItemVersion) -> list[Remark]:
    """Give the lint's advice on a sound wording, and which others of its competency it is like."""
    document = parsed_items(document_of(version))
    found = [said(each) for each in lint_items(document)]
    return [*found, *_likeness(version, document)]


def reading_of(version: ItemVersion) -> Reading | None:
    """Say how hard to read a wording is, finished or not; None where it has no words yet."""
    content = version.content
    answers = content.get("options")
    texts = [content.get("vignette"), content.get("question")]
    if isinstance(answers, list):
        texts += [each.get("text") for each in answers if isinstance(each, dict)]
    lix = readability("\n".join(each for each in texts if isinstance(each, str)))
    return Reading(lix, _(readability_said(lix))) if lix else None


def _likeness(version: ItemVersion, document: ItemsDocument) -> list[Remark]:
    item = version.item
    others = ItemVersion.objects.filter(
        item__competency=item.competency_id,
        item__language=item.language,
        state=ItemVersion.State.PUBLISHED,
    ).exclude(item=item)
    contents = [each.content for each in others]
    if not contents:
        return []
    known = parsed_items(as_document(contents, item.competency_id, item.language))
    own = document.items[0].key
    sentence = _("shares %(percent)d %% of its phrases with “%(other)s”.")
    pairs = (each for each in alike([*known.items, *document.items]) if own in each[:2])
    return [
        Remark(
            "",
            sentence
            % {
                "percent": round(100 * each.share),
                "other": each.other if each.one == own else each.one,
            },
        )
        for each in pairs
    ]


def said(problem: Problem) -> Remark:
    """Say a problem in the reader's language, its place without the document around."""
    path = problem.path.removeprefix(FIRST).removeprefix(".")
    return Remark(path, _(problem.text).format(**problem.values))
