"""An assessor's private mirror, and the cases behind a warning or a pause (R17)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.domain.rubrics.drift import Source, Standing
from lapel.domain.rubrics.levels import ORDER, Level
from lapel.domain.rubrics.norms import leniency_of
from lapel.domain.rubrics.shares import share_interval
from lapel.journey.catalogue.queries import criteria
from lapel.journey.people.models import Organisation, Person, Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.qualification.models import (
    LEVELS,
    AgreedKey,
    DriftWarning,
    Pause,
    Qualification,
    Sign,
)
from lapel.journey.qualification.queries.anchors import agreed_keys
from lapel.journey.qualification.queries.qualified import open_qualifications
from lapel.journey.qualification.queries.watching import (
    course_of,
    last_warning,
    open_pauses,
    paused_people,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.qualification.queries.watching import Course, Keys, Told

# The picture: so wide and high, and so many levels up and down from the middle.
WIDTH, HEIGHT, REACH = 600.0, 160.0, 1.5
SHOWN = 60


@dataclass(frozen=True)
class Figure:
    """A figure with the interval it may lie in, as `dot_chart` draws it."""

    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Dot:
    """One scoring in the picture: its place as SVG writes it, and whether it was an anchor."""

    x: str
    y: str
    is_anchor: bool
    at: datetime
    words: str


@dataclass(frozen=True)
class Mirror:
    """What an assessor may know of her own scores beside others'; nobody else sees it."""

    organisation: Organisation
    course: Course
    shares: list[Figure]
    lean: Figure | None
    counts: dict[str, int]
    dots: list[Dot]
    warning: DriftWarning | None
    pause: Pause | None

    @property
    def lean_rows(self) -> list[Figure]:
        """Give which way she leans as rows of a chart."""
        return [self.lean] if self.lean else []

    @property
    def is_steady(self) -> bool:
        """Tell whether nothing is to be looked at."""
        return self.pause is None and self.course.standing is Standing.STEADY


@dataclass(frozen=True)
class Beside:
    """One criterion of a scoring: hers, and what it was held against, in words."""

    criterion: str
    title: str
    hers: str
    theirs: str
    is_same: bool
    contested: bool


@dataclass(frozen=True)
class Shown:
    """A scoring with all that led to its sign."""

    told: Told
    title: str
    is_anchor: bool
    rows: list[Beside]

    @property
    def words(self) -> str:
        """Say how far apart she was, and which way."""
        return how_far(self.told.apart)


def how_far(apart: float) -> str:
    """Say how many levels somebody stood from a reference, and which way."""
    apart = round(apart, 1)
    if not apart:
        return _("as the reference")
    number = 1 if abs(apart) == 1 else 2
    said = (
        ngettext("%(levels)s level more lenient", "%(levels)s levels more lenient", number)
        if apart > 0
        else ngettext("%(levels)s level stricter", "%(levels)s levels stricter", number)
    )
    return said % {"levels": f"{abs(apart):g}"}


def mirror_of(person: Person, organisation: Organisation) -> Mirror:
    """Hold up to a person how she scored for one organisation's rubrics, from the beginning on."""
    whole = course_of(person.pk, organisation.pk, whole=True)
    signs = [each.sign for each in whole.told]
    keys = agreed_keys([each.portfolio for each in signs if each.portfolio])
    told = {source: _pairs(signs, keys, source) for source in Source}
    pauses = open_pauses().filter(person=person, organisation=organisation)
    return Mirror(
        organisation=organisation,
        course=course_of(person.pk, organisation.pk),
        shares=[
            *_shares(_("anchors"), told[Source.ANCHOR]),
            *_shares(_("others"), told[Source.OTHERS]),
        ],
        lean=_lean(whole),
        counts=dict(Counter(each.source for each in signs)),
        dots=_dots(whole.told[-SHOWN:]),
        warning=last_warning(person, organisation.pk),
        pause=pauses.first(),
    )


def _pairs(signs: Iterable[Sign], keys: Keys, source: Source) -> list[int]:
    """Give how many levels apart each criterion was from each of its references."""
    return [
        abs(ORDER.index(Level(level)) - ORDER.index(Level(other[key])))
        for sign in signs
        if sign.source == source
        for other in _references(sign, keys)
        for key, level in sign.given.items()
        if Level(level).is_judged and key in other and Level(other[key]).is_judged
    ]


def _references(sign: Sign, keys: Keys) -> Sequence[Mapping[str, str]]:
    return [keys[sign.portfolio_id]] if sign.portfolio_id else sign.references


def _shares(who: str, apart: list[int]) -> list[Figure]:
    if not apart:
        return []
    exact = _("Same level as %(who)s (%(n)s ratings)") % {"who": who, "n": len(apart)}
    near = _("At most one level from %(who)s") % {"who": who}
    return [
        _share(exact, sum(each == 0 for each in apart), len(apart)),
        _share(near, sum(each <= 1 for each in apart), len(apart)),
    ]


def _share(label: str, hits: int, number: int) -> Figure:
    low, high = share_interval(hits, number)
    return Figure(label, round(hits / number, 2), round(low, 2), round(high, 2))


def _lean(whole: Course) -> Figure | None:
    """Give by how many levels she leans to lenient beside others, with two standard errors."""
    beside = [each.read for each in whole.told if each.sign.source == Source.OTHERS]
    found = leniency_of(beside)
    if found is None:
        return None
    mean, error = found
    label = _("Levels above others (negative: stricter)")
    return Figure(label, *(round(each, 2) for each in (mean, mean - 2 * error, mean + 2 * error)))


def _dots(told: Sequence[Told]) -> list[Dot]:
    step = WIDTH / (len(told) + 1)
    return [
        Dot(
            f"{step * number:.1f}",
            f"{HEIGHT / 2 * (1 - max(-1.0, min(1.0, each.apart / REACH))):.1f}",
            each.sign.source == Source.ANCHOR,
            each.sign.at,
            how_far(each.apart),
        )
        for number, each in enumerate(told, start=1)
    ]


def behind(person: UUID, organisation: UUID) -> list[Shown]:
    """Give the scorings that brought a person where she stands, the latest first.

    Those since her sum was last at nothing: what came before no longer counts.
    """
    course = course_of(person, organisation)
    since = course.told[_beginning(course) :]
    keys = agreed_keys([each.sign.portfolio for each in since if each.sign.portfolio])
    contested = _contested([each.sign.portfolio_id for each in since if each.sign.portfolio_id])
    return [_shown(each, keys, contested) for each in reversed(since)]


def _beginning(course: Course) -> int:
    """Give the place after the last sign that left the sum of her direction at nothing."""
    side = course.direction.value
    at_rest = [place for place, each in enumerate(course.told) if not getattr(each.after, side)]
    return at_rest[-1] + 1 if at_rest else 0


def _contested(portfolios: Iterable[UUID]) -> set[tuple[UUID, str]]:
    open_ = AgreedKey.objects.filter(
        portfolio__in=portfolios, superseded_at__isnull=True, contested_at__isnull=False
    )
    return set(open_.values_list("portfolio", "criterion"))


def _shown(told: Told, keys: Keys, contested: set[tuple[UUID, str]]) -> Shown:
    sign = told.sign
    references = _references(sign, keys)
    rows = [
        _beside(each, sign, references, contested)
        for each in criteria(sign.version)
        if each["key"] in sign.given
    ]
    return Shown(told, sign.version.title, sign.portfolio_id is not None, rows)


def _beside(
    criterion: dict[str, Any],
    sign: Sign,
    references: Sequence[Mapping[str, str]],
    contested: set[tuple[UUID, str]],
) -> Beside:
    key = criterion["key"]
    # In the order of the scale, so that nothing tells whose is whose (R5).
    theirs = sorted({each[key] for each in references if key in each}, key=_place)
    is_contested = sign.portfolio_id is not None and (sign.portfolio_id, key) in contested
    return Beside(
        criterion=key,
        title=criterion["title"],
        hers=_words(sign.given[key]),
        theirs=", ".join(map(_words, theirs)),
        is_same=theirs == [sign.given[key]],
        contested=is_contested,
    )


def _place(level: str) -> int:
    return list(Level).index(Level(level))


def _words(level: str) -> str:
    return str(LEVELS.get(Level(level), _("Cannot judge")))


def states_led_by(person: Person) -> dict[str, int]:
    """Count the assessors whom a lead oversees by where they stand: steady, warned, paused.

    Nobody is named: a warning is between an assessor and her mirror (R17).
    """
    led = set(organisations_where(person, Role.LEAD_ASSESSOR).values_list("pk", flat=True))
    watched = Sign.objects.filter(organisation__in=led).exclude(person=person)
    paused = paused_people(led)
    counts = Counter(
        "paused" if pair in paused else str(course_of(*pair).standing)
        for pair in set(watched.values_list("person", "organisation"))
    )
    return {each: counts[each] for each in Standing}


def pauses_led_by(person: Person) -> QuerySet[Pause]:
    """Give the open pauses a lead may decide on, those that wait first."""
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    found = open_pauses().filter(organisation__in=led).exclude(person=person)
    return found.order_by("confirmed_at", "due_at")


def qualified_on_own_keys(person: Person) -> QuerySet[Qualification]:
    """Give the open qualifications, where a person leads, of who was held against keys of her own.

    A founding assessor who is tried where there are too few anchors that others keyed.
    """
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    found = open_qualifications().filter(
        version__microcredential__organisation__in=led, trial__result__own_keyed__gt=0
    )
    return found.select_related("person", "version", "trial").order_by("-qualified_at", "pk")


def contested_keys(person: Person) -> QuerySet[AgreedKey]:
    """Give the agreed keys that somebody contested, where a person leads."""
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    found = AgreedKey.objects.filter(
        portfolio__version__microcredential__organisation__in=led,
        contested_at__isnull=False,
        superseded_at__isnull=True,
    )
    return found.select_related("portfolio__version").order_by("contested_at")
