"""What changed in a criterion between two versions, word by word, for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapel.domain.rubrics.changes import changed_words
from lapel.journey.catalogue.queries import artefact_slots, criteria, questions

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from lapel.domain.microcredential import Change, CriterionDelta
    from lapel.domain.rubrics.changes import Change as Words
    from lapel.journey.catalogue.models import Version
    from lapel.journey.issuing.queries.refreshes import Newer

LEVELS = {
    "yes": gettext_lazy("What “yes” looks like"),
    "almost": gettext_lazy("What “almost” looks like"),
    "not_yet": gettext_lazy("What “not yet” looks like"),
}
FIELDS = {
    "guidance": gettext_lazy("guidance"),
    "min_words": gettext_lazy("fewest words"),
    "max_words": gettext_lazy("most words"),
    "min_count": gettext_lazy("fewest files"),
    "max_count": gettext_lazy("most files"),
    "kinds": gettext_lazy("kinds of files"),
    "required": gettext_lazy("asked of everybody"),
    "from_class": gettext_lazy("from your own class"),
    "team": gettext_lazy("may be shared by a team"),
}


@dataclass(frozen=True)
class Place:
    """One thing that reads differently now."""

    label: str | _StrPromise
    words: list[Words]


@dataclass(frozen=True)
class Told:
    """A criterion to show, or that was reworded: what changed in it, and what it reads."""

    criterion: CriterionDelta
    places: list[Place]
    reads: list[str]


def told_changes(newer: Newer) -> list[Told]:
    """Lay out what she shows, with what changed and what she brings for it."""
    return [_told(each, newer.version) for each in newer.asked]


def told_rewordings(newer: Newer) -> list[Told]:
    """Lay out what is only said otherwise."""
    found = [each for each in newer.carried if each.kind == "reworded"]
    return [_told(each, newer.version) for each in found]


def _told(each: CriterionDelta, version: Version) -> Told:
    titles = _titles(version)
    line = next(one for one in criteria(version) if one["key"] == each.key)
    places = [_place(change, titles) for change in each.changes] or _whole(line)
    return Told(each, places, [titles[name] for name in line["reads"]])


def _whole(line: dict[str, Any]) -> list[Place]:
    """Show what is new from its best level; there is nothing to compare it with."""
    words = line["levels"]["yes"]
    return [Place(LEVELS["yes"], changed_words(words, words))]


def _titles(version: Version) -> dict[str, str]:
    found = {name: item["prompt"] for name, item in questions(version)}
    return found | {name: item["title"] for name, item in artefact_slots(version)}


def _place(change: Change, titles: dict[str, str]) -> Place:
    return Place(_label(change, titles), changed_words(_said(change.before), _said(change.after)))


def _said(text: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(text, text)


def _label(change: Change, titles: dict[str, str]) -> str | _StrPromise:
    first, *rest = change.where
    if first == "levels":
        return LEVELS[rest[0]]
    if first == "title":
        return _("Name of the criterion")
    if first == "required":
        return _("Whether it must be met")
    name = titles.get(rest[0], "")
    field = FIELDS.get(rest[1], "") if len(rest) > 1 else ""
    if not name:
        return _("No longer asked for")
    return f"{name} ({field})" if field else name
