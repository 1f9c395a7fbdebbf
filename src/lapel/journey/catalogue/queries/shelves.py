"""Reads: the shelves and their search, a version's content, stacks, and the framework's map.

Search is a word match tolerant of case, accents and unfinished words, by LIKE over the text each
version keeps for it (`lapel.domain.microcredential.search_text`). A catalogue of some thousand
rows is read in a few milliseconds, and SQLite and PostgreSQL answer alike, which their full-text
engines do not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lapel.domain.microcredential import (
    WEIGHTS,
    Change,
    changes,
    content_hash,
    fold,
    html_of,
    marked,
    rubric_hash,
    search_text,
)
from lapel.domain.pathways import broken, laid_out
from lapel.journey.catalogue.models import (
    Category,
    Competency,
    Level,
    MicroCredential,
    Stack,
    Version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

MOST_WORDS = 8
OUTCOMES = ("yes", "almost", "not_yet")
Item = dict[str, Any]


@dataclass(frozen=True)
class Filters:
    """What a visitor asks the shelves for; empty fields ask for nothing."""

    search: str = ""
    category: str = ""
    competency: str = ""
    level: str = ""
    stack: str = ""

    def given(self) -> dict[str, str]:
        """Give the fields that ask for something."""
        return {name: value for name, value in asdict(self).items() if value}

    def without(self, name: str) -> Filters:
        """Give the same filters with one taken off."""
        return replace(self, **{name: ""})


def matching(filters: Filters) -> QuerySet[MicroCredential]:
    """Give what is on the shelves for these filters, the best match first, then by title.

    Every word of the search must begin a word of the micro-credential's. Each row carries its
    `current` version (without `content`) and competency.
    """
    found = _shelved().filter(_wanted(filters))
    words = fold(filters.search)[:MOST_WORDS]
    if words:
        found = found.annotate(rank=_rank(words)).order_by("-rank", Lower("current__title"))
    elif filters.search.strip():
        found = found.none()
    return found


def published(
    *, search: str = "", category: str = "", competency: str = "", level: str = "", stack: str = ""
) -> QuerySet[MicroCredential]:
    """Give the published micro-credentials that match, as `matching` does."""
    return matching(Filters(search, category, competency, level, stack))


def _shelved() -> QuerySet[MicroCredential]:
    found = MicroCredential.objects.filter(current__isnull=False, retired_at__isnull=True)
    found = found.select_related("current__competency", "organisation")
    return found.defer("current__content", "current__search_text").order_by(Lower("current__title"))


def _wanted(filters: Filters) -> Q:
    wanted = Q()
    for name in ("category", "competency", "level"):
        if value := getattr(filters, name):
            wanted &= Q(**{f"current__{name}": value})
    if filters.stack:
        wanted &= Q(stacks__slug=filters.stack)
    for word in fold(filters.search)[:MOST_WORDS]:
        wanted &= _holds(word, WEIGHTS)
    return wanted


def _holds(word: str, weights: Iterable[int]) -> Q:
    found = Q()
    for weight in weights:
        found |= Q(current__search_text__contains=marked(word, weight))
    return found


def _rank(words: list[str]) -> Combinable:
    total: Combinable = Value(0)
    for word in words:
        steps = [When(_holds(word, [weight]), then=Value(weight**2)) for weight in WEIGHTS]
        total = total + Case(*steps, default=Value(0), output_field=IntegerField())
    return total


@dataclass(frozen=True)
class Choice:
    """One value a filter can take, and how many it leaves beside the other filters."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its choices."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice | None:
        """Give the choice that is taken, if any."""
        return next((choice for choice in self.choices if choice.chosen), None)


# Where each filter finds its value, and the words to show for it.
_COLUMNS = {
    "category": ("current__category", "current__category"),
    "competency": ("current__competency", "current__competency__title"),
    "level": ("current__level", "current__level"),
    "stack": ("stacks__slug", "stacks__title"),
}


def facets(filters: Filters) -> list[Facet]:
    """Give the four filters with their choices; a choice that would leave nothing is left out.

    Each choice is counted beside the search and the other filters, so that the number is what
    a visitor gets when she takes it.
    """
    return [
        Facet("category", _("Category"), _choices(filters, "category", Category.values)),
        Facet("competency", _("Competency"), _choices(filters, "competency")),
        Facet("level", _("Level"), _choices(filters, "level", Level.values)),
        Facet("stack", _("Stack"), _choices(filters, "stack")),
    ]


def _choices(filters: Filters, name: str, order: Sequence[str] = ()) -> list[Choice]:
    column, words = _COLUMNS[name]
    found = _shelved().filter(_wanted(filters.without(name)), **{f"{column}__isnull": False})
    rows = found.order_by().values_list(column, words).annotate(count=Count("pk", distinct=True))
    chosen = getattr(filters, name)
    choices = [
        Choice(value, _label(name, value, text), count, value == chosen)
        for value, text, count in rows
    ]
    if chosen and not any(choice.chosen for choice in choices):
        # It leaves nothing, but it is on: a form without it would take it off unasked.
        choices.append(Choice(chosen, _label(name, chosen, ""), 0, chosen=True))
    rank = {value: number for number, value in enumerate(order)}
    return sorted(choices, key=lambda choice: (rank.get(choice.value, 0), choice.label))


def _label(name: str, value: str, words: str) -> str:
    known = {"category": dict(Category.choices), "level": dict(Level.choices)}.get(name)
    if known is not None:
        return str(known.get(value, value))
    return f"{value} {words}".strip() if name == "competency" else words or value


def parts(version: Version) -> list[Item]:
    """Give the parts of the evidence in order."""
    found: list[Item] = version.content["parts"]
    return found


def criteria(version: Version) -> list[Item]:
    """Give the rubric's criteria in order: key, title, required, reads, levels."""
    found: list[Item] = version.content["rubric"]
    return found


def questions(version: Version) -> list[tuple[str, Item]]:
    """Give every question with its name `part.question`."""
    return [
        (f"{part['key']}.{question['key']}", question)
        for part in parts(version)
        for question in part.get("questions", [])
    ]


def artefact_slots(version: Version) -> list[tuple[str, Item]]:
    """Give every kind of artefact that is asked for, with its name `part.artefact`."""
    return [
        (f"{part['key']}.{slot['key']}", slot)
        for part in parts(version)
        for slot in part.get("artefacts", [])
    ]


def modules(version: Version) -> list[Item]:
    """Give the modules in order."""
    found: list[Item] = version.content.get("modules", [])
    return found


def exemplars_of(version: Version, criterion: str) -> list[Item]:
    """Give a criterion's exemplars, the highest level first."""
    found = [
        each for each in version.content.get("exemplars", []) if each["criterion"] == criterion
    ]
    return sorted(found, key=lambda each: OUTCOMES.index(each["level"]))


@dataclass(frozen=True)
class RubricLine:
    """A criterion as everyone reads it: descriptors, the evidence it reads, and exemplars."""

    criterion: Item
    levels: list[tuple[str, str]]
    reads: list[str]
    exemplars: list[Item]


def rubric_lines(version: Version) -> list[RubricLine]:
    """Give the rubric for reading; evidence is named by its title, or a question's own words."""
    titles = {name: question["prompt"] for name, question in questions(version)}
    titles |= {name: slot["title"] for name, slot in artefact_slots(version)}
    return [
        RubricLine(
            criterion,
            [(level, criterion["levels"][level]) for level in OUTCOMES],
            [titles[name] for name in criterion["reads"]],
            exemplars_of(version, criterion["key"]),
        )
        for criterion in criteria(version)
    ]


def as_version(content: dict[str, Any]) -> Version:
    """Make the version a valid document would become; it is neither numbered nor saved.

    Publishing and previewing both begin here, so that they cannot differ.
    """
    competency = Competency.objects.filter(code=content["competency"]).first()
    return Version(
        title=content["title"],
        summary=content["summary"],
        competency=competency or Competency(code=content["competency"]),
        category=content["category"],
        level=content["level"],
        language=content["language"],
        effort_hours=content["effort_hours"],
        search_text=search_text(content, competency.title if competency else ""),
        content=content,
        content_hash=content_hash(content),
        rubric_hash=rubric_hash(content),
        note=content.get("version_note", ""),
    )


def versions_of(microcredential: MicroCredential) -> QuerySet[Version]:
    """Give all versions, the newest first, without their content."""
    found = microcredential.versions.order_by("-number").defer("content", "search_text")
    return found.select_related("competency", "published_by")


def what_changed(version: Version) -> list[Change]:
    """List what a version changed against the one before; nothing for the first."""
    before = Version.objects.filter(
        microcredential=version.microcredential_id, number=version.number - 1
    ).first()
    return changes(before.content, version.content) if before else []


def prerequisites_of(version: Version) -> list[MicroCredential]:
    """Give the published micro-credentials that are better earned before, in the order written."""
    slugs = version.content.get("prerequisites", [])
    found = MicroCredential.objects.filter(slug__in=slugs, current__isnull=False)
    by_slug = {each.slug: each for each in found.select_related("current")}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def unpublished_prerequisites(content: dict[str, Any]) -> list[str]:
    """List the slugs of prerequisites that the catalogue does not hold, for a designer."""
    slugs = content.get("prerequisites", [])
    found = MicroCredential.objects.filter(slug__in=slugs, current__isnull=False)
    there = set(found.values_list("slug", flat=True))
    return [slug for slug in slugs if slug not in there]


def all_stacks() -> QuerySet[Stack]:
    """Give every published stack by title."""
    return Stack.objects.select_related("organisation").order_by("title")


def stacks_with(microcredential: MicroCredential) -> QuerySet[Stack]:
    """Give the stacks that a micro-credential can count towards."""
    return all_stacks().filter(members=microcredential)


@dataclass(frozen=True)
class Requirement:
    """A stack's requirement for reading: a micro-credential, or `least` of some parts."""

    microcredential: MicroCredential | None = None
    least: int = 0
    parts: tuple[Requirement, ...] = ()

    @property
    def needs_all(self) -> bool:
        """Tell whether every part counts."""
        return self.least == len(self.parts)


def requirement_of(stack: Stack) -> Requirement:
    """Give what a stack requires, with its micro-credentials and their current versions."""
    members = stack.members.select_related("current__competency").defer("current__content")
    return _requirement(stack.requires, {each.slug: each for each in members})


def _requirement(node: Any, members: dict[str, MicroCredential]) -> Requirement:
    if isinstance(node, str):
        return Requirement(members.get(node))
    below = node.get("of") or node.get("any") or node["all"]
    parts = tuple(_requirement(each, members) for each in below)
    return Requirement(None, node.get("at_least", 1 if "any" in node else len(parts)), parts)


@dataclass(frozen=True)
class Node:
    """A competency at its place in the drawing, and how many micro-credentials prove it."""

    competency: Competency
    count: int
    x: int
    y: int
    lines: list[str]


@dataclass(frozen=True)
class CompetencyMap:
    """All competencies with their places, the lines between them, and the drawing's size."""

    nodes: list[Node]
    lines: list[str]
    width: int
    height: int


def competency_map() -> CompetencyMap:
    """Lay out the framework: each competency stands to the right of what it builds on."""
    competencies = {each.code: each for each in Competency.objects.order_by("code")}
    layout = laid_out({code: each.prerequisites for code, each in competencies.items()})
    counts = Counter(_shelved().values_list("current__competency", flat=True))
    nodes = [
        Node(each, counts[code], *layout.places[code], broken(each.title))
        for code, each in competencies.items()
    ]
    return CompetencyMap(nodes, layout.lines, layout.width, layout.height)


def rendered(markdown: str, *, heading: int = 3) -> SafeString:
    """Turn a designer's Markdown into HTML for a page; see `lapel.domain.microcredential`."""
    return mark_safe(html_of(markdown, heading=heading))  # noqa: S308 (it is made safe there)
