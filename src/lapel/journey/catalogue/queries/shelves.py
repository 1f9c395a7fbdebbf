"""The catalogue's shelves: search, filters, and how many each choice would leave.

Search is a word match tolerant of case, accents and unfinished words, by LIKE over a text each
version prepares of itself: every word once, folded, with a digit before it for how much it
weighs (3 title, 2 competency, 1 the rest). A catalogue of some thousand rows is read in a few
milliseconds, and SQLite and PostgreSQL answer alike, which their full-text engines do not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import Category, Level, MicroCredential

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

WEIGHTS = (3, 2, 1)
MOST_WORDS = 8


def fold(text: str) -> list[str]:
    """Split into words without case and accents: `Évaluer` gives `evaluer`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain)


def words_to_find(content: dict[str, Any], competency_title: str) -> str:
    """Give the search text of a document, each word under its highest weight."""
    method = content["method"]
    fields = {3: content["title"], 2: f"{content['competency']} {competency_title}"}
    named = [content[name] for name in ("summary", "statement", "category", "level", "slug")]
    fields[1] = " ".join([*named, method["name"], *method["components"]])
    weights: dict[str, int] = {}
    for weight in WEIGHTS:
        for word in fold(fields[weight]):
            weights.setdefault(word, weight)
    return "".join(f" {weight}{word}" for word, weight in weights.items())


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
        found |= Q(current__search_text__contains=f" {weight}{word}")
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
    rank = {value: number for number, value in enumerate(order)}
    return sorted(choices, key=lambda choice: (rank.get(choice.value, 0), choice.label))


def _label(name: str, value: str, words: str) -> str:
    if name == "category":
        return str(Category(value).label)
    if name == "level":
        return str(Level(value).label)
    return f"{value} {words}" if name == "competency" else words
