"""A reliability card in words, for a teacher who asks how far she may trust a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapel.domain.rubrics.pictures import Drawn, intervals_svg
from lapel.domain.rubrics.reliability import CONFIDENCE, FEWEST, Figure
from lapel.figures import rounded

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from lapel.domain.rubrics.reliability import ReliabilityCard
    from lapel.domain.rubrics.routing import Routing
    from lapel.journey.catalogue.models import MicroCredential

SHARES = frozenset({"exact", "adjacent"})
LABELS: dict[str, StrPromise] = {
    "exact": gettext_lazy("Same level"),
    "adjacent": gettext_lazy("Same level or the next"),
    "kappa_linear": gettext_lazy("Weighted kappa, linear"),
    "kappa_quadratic": gettext_lazy("Weighted kappa, quadratic"),
    "alpha_ordinal": gettext_lazy("Krippendorff's alpha (ordinal)"),
    "ac1": gettext_lazy("Gwet's AC1"),
    "ac2": gettext_lazy("Gwet's AC2 (ordinal)"),
}
MEANINGS: dict[str, StrPromise] = {
    "exact": gettext_lazy(
        "How often two assessors who did not know of each other chose the same level for one line "
        "of the rubric."
    ),
    "adjacent": gettext_lazy(
        "How often they were at most one level apart, and not at “yes” and “not yet” for the same "
        "work."
    ),
    "kappa_linear": gettext_lazy(
        "Agreement beyond what chance would bring: 0 is chance, 1 is always the same. Two levels "
        "apart counts twice as much as one."
    ),
    "kappa_quadratic": gettext_lazy(
        "The same, with two levels apart counting four times as much as one. For decisions that "
        "matter .70 is commonly asked."
    ),
    "alpha_ordinal": gettext_lazy(
        "The figure that Lapel itself goes by: until the lower end of its interval reaches .667, "
        "two assessors score everything."
    ),
    "ac1": gettext_lazy(
        "Agreement beyond chance, by a measure that stays steady where nearly all work is at one "
        "level. Every difference counts alike."
    ),
    "ac2": gettext_lazy("The same, with greater differences counting more."),
}


@dataclass(frozen=True)
class Line:
    """One figure as a reader gets it."""

    name: str
    label: str
    said: str
    meaning: str
    figure: Figure


@dataclass(frozen=True)
class Rate:
    """A share of the submissions, as a reader gets it."""

    label: str
    said: str
    meaning: str


def lines_of(card: ReliabilityCard) -> list[Line]:
    """Give the card's figures in words, in its own order; none while there are too few."""
    return [
        Line(name, str(LABELS[name]), figure_said(name, figure), str(MEANINGS[name]), figure)
        for name, figure in card.figures.items()
    ]


def rates_of(card: ReliabilityCard) -> list[Rate]:
    """Give what became of the submissions, as far as it is known."""
    told = [
        (
            _("Settled by a lead assessor"),
            card.adjudication_rate,
            _("On how many submissions a lead assessor scored as well."),
        ),
        (
            _("Appealed"),
            card.appeal_rate,
            _("Against how many decisions a teacher appealed."),
        ),
    ]
    return [Rate(label, share_said(rate), why) for label, rate, why in told if rate is not None]


def figure_said(name: str, figure: Figure) -> str:
    """Say a figure with its interval, or that it is undefined."""
    if figure.value is None:
        return _("undefined: no variation")
    value = _number(name, figure.value)
    if figure.low is None or figure.high is None:
        return _("%(value)s (no interval: too little variation)") % {"value": value}
    ends = {"low": _number(name, figure.low), "high": _number(name, figure.high)}
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, **ends}


def share_said(share: float) -> str:
    """Say a share in per cent."""
    return _("%(share)s\u00a0%%") % {"share": rounded(100 * share)}


def _number(name: str, value: float) -> str:
    return share_said(value) if name in SHARES else rounded(value, 2)


def amount_said(card: ReliabilityCard) -> str:
    """Say over how many the card speaks, or that they are too few."""
    if card.is_enough:
        return _("%(n)d submissions scored by two assessors") % {"n": card.double_scored}
    return _("Insufficient data (n = %(n)d)") % {"n": card.double_scored}


def picture_of(microcredential: MicroCredential, card: ReliabilityCard) -> str:
    """Draw the card as SVG in the reader's language."""
    title = microcredential.current.title if microcredential.current else microcredential.slug
    rows = [
        Drawn(each.label, each.said, each.figure.value, each.figure.low, each.figure.high)
        for each in lines_of(card)
    ]
    enough = _("Dot: the figure. Line: its 95 % interval.")
    wanting = _("Figures are given from %(n)d submissions scored by two assessors on.")
    return intervals_svg(
        title=_("How reliably it is judged: %(title)s") % {"title": title},
        subtitle=amount_said(card),
        rows=rows,
        foot=enough if card.is_enough else wanting % {"n": FEWEST},
    )


def plain_card(
    microcredential: MicroCredential, card: ReliabilityCard, routing: Routing
) -> dict[str, Any]:
    """Give the card for programs; a figure without variation has null, and says so.

    `scoring` says how work is scored just now (R10): `double` or `one_first`, and why.
    """
    return {
        "format": "lapel/reliability@1",
        "microcredential": microcredential.slug,
        "doubleScored": card.double_scored,
        "fewest": FEWEST,
        "enough": card.is_enough,
        "confidence": CONFIDENCE,
        "figures": {name: _plain(each) for name, each in card.figures.items()},
        "adjudicationRate": card.adjudication_rate,
        "appealRate": card.appeal_rate,
        "scoring": {"mode": routing.mode, "why": routing.why},
    }


def _plain(figure: Figure) -> dict[str, Any]:
    if figure.value is None:
        return {"value": None, "undefined": "no variation"}
    return {"value": figure.value, "low": figure.low, "high": figure.high}
