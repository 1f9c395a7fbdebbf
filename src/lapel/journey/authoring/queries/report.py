"""What there is to say about a draft: its faults with their lines, advice, changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.domain.microcredential import (
    Change,
    CriterionDelta,
    Place,
    Problem,
    UnreadableError,
    changes,
    check,
    check_note,
    check_reworded,
    content_hash,
    delta,
    gettext_noop,
    lint,
    nearest,
    parsed,
    places_in,
    read,
)
from lapel.journey.catalogue.models import Competency, MicroCredential, Version
from lapel.journey.catalogue.queries import unpublished_prerequisites

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lapel.journey.authoring.models import DocumentDraft


@dataclass(frozen=True)
class Remark:
    """A place in the document and what to say of it, in the reader's language.

    `place` is where it stands in the text; None for what concerns the text as a whole.
    """

    path: str
    sentence: str
    place: Place | None = None


@dataclass(frozen=True)
class Report:
    """What a draft would become: its faults, advice, and what changes against the current one.

    `asked` are the criteria that holders of the current one would have to show (R20).
    """

    content: dict[str, Any] | None
    faults: list[Remark]
    advice: list[Remark] = field(default_factory=list)
    current: Version | None = None
    changes: list[Change] = field(default_factory=list)
    asked: list[CriterionDelta] = field(default_factory=list)
    reworded: list[CriterionDelta] = field(default_factory=list)

    @property
    def can_be_published(self) -> bool:
        """Tell whether nothing stands against publishing."""
        return not self.faults and not self.is_published

    @property
    def is_published(self) -> bool:
        """Tell whether the current version says the same, word for word."""
        sound = self.content is not None and not self.faults
        if not sound or self.current is None or self.content is None:
            return False
        return self.current.content_hash == content_hash(self.content)

    @property
    def next_number(self) -> int:
        """Give the number its version would get."""
        return self.current.number + 1 if self.current else 1


def report_on(draft: DocumentDraft) -> Report:
    """Read a draft and say all there is to say; whatever it holds, nothing raises."""
    try:
        content = read(draft.text)
    except UnreadableError as error:
        return Report(None, remarks_on(draft.text, error.problems))
    current = _current(content.get("slug"))
    shape = check(content)
    faults = remarks_on(draft.text, [*shape, *_misplaced(content, draft, current, shape)])
    if shape:
        return Report(content, faults, current=current)
    return Report(
        content,
        faults,
        remarks_on(draft.text, _advice(content)),
        current,
        changes(current.content, content) if current else [],
        *_for_holders(current, content),
    )


def _for_holders(
    current: Version | None, content: dict[str, Any]
) -> tuple[list[CriterionDelta], list[CriterionDelta]]:
    """Give what holders of the current version would have to show, and what is only reworded."""
    found = delta([current.content, content]) if current else []
    return [each for each in found if each.is_asked], [
        each for each in found if each.kind == "reworded"
    ]


def remarks_on(text: str, problems: Iterable[Problem]) -> list[Remark]:
    """Give problems as remarks with their places in the text, from its first line to its last."""
    known = places_in(text.removeprefix("\ufeff"))
    found = [
        Remark(each.path, _(each.text).format(**each.values), _place_of(each, known))
        for each in problems
    ]
    return sorted(found, key=_order)


def _place_of(problem: Problem, known: dict[str, Place]) -> Place | None:
    if problem.place is not None:
        return problem.place
    return nearest(problem.path, known) if problem.path else None


def _order(remark: Remark) -> tuple[int, int]:
    return (remark.place.line, remark.place.column) if remark.place else (0, 0)


def _current(slug: Any) -> Version | None:
    if not isinstance(slug, str):
        return None
    known = MicroCredential.objects.filter(slug=slug).select_related("current").first()
    return known.current if known else None


def _misplaced(
    content: dict[str, Any], draft: DocumentDraft, current: Version | None, shape: list[Problem]
) -> list[Problem]:
    """Say what does not fit the shelves, of the fields that can be read."""
    faulty = {each.path for each in shape}
    found = []
    if "competency" not in faulty and not _is_known(content["competency"]):
        found.append(Problem("competency", gettext_noop("names no competency of this framework.")))
    if current is None:
        return found if shape else [*found, *check_reworded(content, None)]
    if current.microcredential.organisation_id != draft.organisation_id:
        text = gettext_noop("belongs to another organisation; choose another.")
        return [*found, Problem("slug", text)]
    same = not shape and content_hash(content) == current.content_hash
    if "version_note" not in faulty and not same:
        earlier = current.microcredential.versions.values_list("number", "note")
        found += check_note(content, dict(earlier))
    return found if shape or same else [*found, *check_reworded(content, current.content)]


def _is_known(competency: str) -> bool:
    return Competency.objects.filter(code=competency).exists()


def _advice(content: dict[str, Any]) -> list[Problem]:
    text = gettext_noop("names {slug}, which is not published; it is left out until it is.")
    unpublished = unpublished_prerequisites(content)
    missing = [Problem("prerequisites", text, {"slug": slug}) for slug in unpublished]
    return [*lint(parsed(content)), *missing]
