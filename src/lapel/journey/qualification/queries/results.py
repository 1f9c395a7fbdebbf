"""A finished try in words and numbers: for her who tried, never with a key in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from lapel.domain.rubrics.qualifying import Bars
from lapel.figures import rounded
from lapel.journey.catalogue.queries import criteria

if TYPE_CHECKING:
    from lapel.journey.qualification.models import Trial

# How far, in levels, her mean may lie from the key's before it is a direction worth naming.
LEANS = 0.25


@dataclass(frozen=True)
class Told:
    """One bar of R16: what was asked, what she reached, and the interval of it."""

    name: str
    asked: str
    reached: str
    interval: str
    is_met: bool


@dataclass(frozen=True)
class Practise:
    """A criterion on which she was not with the key: how often, and which way she leans."""

    key: str
    title: str
    as_key: int
    of: int
    lean: str


@dataclass(frozen=True)
class Outcome:
    """A whole try, told."""

    trial: Trial
    bars: list[Told]
    practise: list[Practise]


def bars() -> Bars:
    """Give the bars as the settings have them."""
    return Bars(**settings.QUALIFYING_BARS)


def told_of(trial: Trial) -> Outcome:
    """Tell a finished try; the bars are those that it was held against."""
    result = trial.result
    asked = result["bars"]
    rows = [
        _share(result, "exact", _("The same level as the key"), asked["exact"]),
        _share(result, "adjacent", _("The same level or the one beside it"), asked["adjacent"]),
        _kappa(result, asked["kappa"]),
        Told(
            name=_("“Yes” where the key says “not yet”, or the reverse, on a required criterion"),
            asked=_("never"),
            reached=_("never") if not result["severe"] else str(result["severe"]),
            interval="",
            is_met=not result["severe"],
        ),
    ]
    return Outcome(trial, rows, _practise(trial))


def _share(result: dict[str, Any], name: str, words: str, bar: float) -> Told:
    figure = result["figures"][name]
    return Told(
        name=words,
        asked=_("at least %(share)s") % {"share": _percent(bar)},
        reached=_percent(figure["value"]) if figure["value"] is not None else _undefined(),
        interval=_between(_percent(figure["low"]), _percent(figure["high"]))
        if figure["low"] is not None
        else "",
        is_met=name not in result["missed"],
    )


def _kappa(result: dict[str, Any], bar: float) -> Told:
    figure = result["figures"]["cohen_quadratic"]
    return Told(
        name=_("Agreement beyond chance (quadratic-weighted kappa)"),
        asked=_("at least %(share)s") % {"share": rounded(bar, 2)},
        reached=rounded(figure["value"], 2) if figure["value"] is not None else _undefined(),
        interval=_between(rounded(figure["low"], 2), rounded(figure["high"], 2))
        if figure["low"] is not None
        else "",
        is_met="cohen_quadratic" not in result["missed"],
    )


def _undefined() -> str:
    return _("undefined: no variation")


def _percent(share: float) -> str:
    return f"{rounded(100 * share)} %"


def _between(low: str, high: str) -> str:
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _practise(trial: Trial) -> list[Practise]:
    lines = trial.result["lines"]
    found = [
        Practise(
            key=each["key"],
            title=each["title"],
            as_key=lines[each["key"]]["as_key"],
            of=lines[each["key"]]["of"],
            lean=_lean(lines[each["key"]]["lean"]),
        )
        for each in criteria(trial.training.version)
        if lines[each["key"]]["as_key"] < lines[each["key"]]["of"]
    ]
    return sorted(found, key=lambda each: each.as_key / each.of)


def _lean(lean: float) -> str:
    if lean > LEANS:
        return _("on the whole more generous than the key")
    if lean < -LEANS:
        return _("on the whole stricter than the key")
    if lean > 0:
        return _("a little more generous than the key")
    if lean < 0:
        return _("a little stricter than the key")
    return _("now higher, now lower than the key")
