"""A step put to the question: what would come without it, and which result would take it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.pathways import Belief, argued
from lapel.journey.catalogue.models import Competency, Level
from lapel.journey.plan.queries.judged import CUTS
from lapel.journey.plan.queries.renewals import RENEWAL, amount_words
from lapel.journey.plan.queries.shown import USABLE, Aside
from lapel.journey.plan.queries.words import share_words, stand_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lapel.domain.pathways import Turning
    from lapel.journey.plan.queries.shown import Shown, ShownStep


@dataclass(frozen=True)
class Turned:
    """A result that would take a step out: where she stands now, and where she then would."""

    competency: Competency
    level: str
    before: str
    after: str


@dataclass(frozen=True)
class Argument:
    """A step put to the question; `comes_again` is whether solving again today holds it.

    `comes` is what would take its place then; `instead` is all that she may take for it.
    """

    shown: ShownStep
    comes_again: bool
    comes: list[str]
    instead: list[Aside]
    also_gone: list[str]
    loses: str
    covers_more: bool
    credits: int
    renewal: str
    turning: Turned | None


def argument_for(shown: Shown, slug: str) -> Argument | None:
    """Solve again with and without a step, and with better results; None where it is no step."""
    step = next((each for each in shown.steps if each.slug == slug), None)
    if step is None:
        return None
    found = argued(shown.ground.problem, shown.made, slug)
    other, turning = found.alternative, found.turning
    titles = {key: str(each) for key, each in shown.ground.offered.items()}
    return Argument(
        step,
        found.comes_again,
        [titles[key] for key in other.instead],
        _swaps(shown, step, other.instead, titles),
        [titles[key] for key in other.also_gone],
        share_words(max(0.0, other.share), in_figures=shown.ground.beliefs.in_figures),
        other.covers_more,
        sum(short for name, short in other.credits.items() if name != RENEWAL),
        _short(shown, other.credits.get(RENEWAL, 0)),
        _turned(shown, turning) if turning else None,
    )


def _short(shown: Shown, tenths: int) -> str:
    """Say how much less would count towards the renewal; empty where it is no less."""
    if shown.ground.renewal is None or tenths <= 0:
        return ""
    return f"{amount_words(tenths)} {shown.ground.renewal.unit.label}"


def _swaps(
    shown: Shown, step: ShownStep, instead: Iterable[str], titles: Mapping[str, str]
) -> list[Aside]:
    """Give what solving again would do, first; then what else proves the same competencies."""
    problem = shown.ground.problem
    codes = set(problem.by_key[step.slug].gains)
    others = [
        each.key
        for each in problem.modules
        if codes & set(each.gains)
        and problem.standings[each.key] in USABLE
        and each.key not in {*shown.made.keys, *instead}
        and step.slug not in each.after
    ]
    return [Aside(key, titles[key], []) for key in [*instead, *others]]


def _turned(shown: Shown, turning: Turning) -> Turned:
    code, in_figures = turning.competency, shown.ground.beliefs.in_figures
    known, level = shown.ground.problem.beliefs[code], shown.plan.targets[code]
    before, after = (
        stand_words(belief, CUTS[level], in_figures=in_figures)
        for belief in (known, Belief(turning.mean, known.sd))
    )
    return Turned(Competency.objects.get(code=code), str(Level(level).label), before, after)
