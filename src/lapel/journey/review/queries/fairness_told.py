"""A fairness report in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.figures import rounded
from lapel.journey.review.queries.reliability_told import figure_said

if TYPE_CHECKING:
    from lapel.domain.rubrics.fairness import Group, Part
    from lapel.domain.rubrics.reliability import Figure
    from lapel.journey.review.queries.fairness import Dimension

PLUS, MINUS = "+", "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Row:
    """A group as a lead reads it; what is withheld says so, and the cell beside it is empty."""

    name: str
    earned: str
    earned_beside: str
    agreed: str
    agreed_beside: str
    persons: str


@dataclass(frozen=True)
class Told:
    """A dimension as a lead reads it."""

    key: str
    title: str
    rows: list[Row]


def told(dimension: Dimension) -> Told:
    """Say what may be said of each group."""
    return Told(dimension.key, dimension.title, [_row(each) for each in dimension.groups])


def _row(group: Group) -> Row:
    persons = group.earned.persons
    return Row(
        group.name,
        _share(group.earned),
        _beside(group.earned),
        _share(group.agreed),
        _beside(group.agreed),
        _("withheld") if persons is None else str(persons),
    )


def _share(part: Part) -> str:
    return figure_said("exact", part.share) if part.share else _("withheld")


def _beside(part: Part) -> str:
    return _points(part.beside) if part.beside else ""


def _points(figure: Figure) -> str:
    """Say a difference of shares in percentage points."""
    value, low, high = (
        f"{PLUS if (each or 0) >= 0 else MINUS}{rounded(abs(100 * (each or 0)))}"
        for each in (figure.value, figure.low, figure.high)
    )
    return _("%(value)s points (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}
