"""What is learned of a person after a diagnosis: evidence, the passing of time, and retests.

Evidence. The decision on a criterion of a piece of work counts as one answer to an item that is
the same for all: the level at which the criterion stands is its difficulty, and its slope is
`SLOPE`, modest, since one criterion of one lesson is one look. An award is the decisions behind it
and counts for nothing more. Of one criterion only the latest decision counts. Within a competency
the decisions share a halo, so that n of them weigh as n / (1 + (n - 1) · HALO).

Time. What was known wears out: each year goes `WEAR` of the way back to the prior, means and
covariances alike, and never beyond.

Retest. After `PAUSE` days; or, of the competencies in which she finished some learning, after
`PAUSE_AFTER_LEARNING` days. Items of a year past are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import Item
from lapel.domain.measurement.posterior import after
from lapel.domain.measurement.prior import Prior

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lapel.domain.measurement.posterior import Posterior

SLOPE = 1.2
HALO = 0.3
WEAR = 0.25
YEAR = 365.25
PAUSE = 90
PAUSE_AFTER_LEARNING = 14
SEEN_LATELY = timedelta(days=365)


class Standing(StrEnum):
    """The level of practice that a criterion asks for."""

    EMERGING = "emerging"
    DEVELOPING = "developing"
    PROFICIENT = "proficient"
    LEADING = "leading"


class Decided(StrEnum):
    """What was decided on a criterion; evidence that cannot be judged says nothing."""

    NOT_YET = "not_yet"
    ALMOST = "almost"
    YES = "yes"


# Between whom the criterion tells: the steps from “not yet” to “almost” and on to “yes”.
STEPS = {
    Standing.EMERGING: (-1.5, -1.0),
    Standing.DEVELOPING: (-0.75, -0.25),
    Standing.PROFICIENT: (0.0, 0.5),
    Standing.LEADING: (0.75, 1.25),
}


@dataclass(frozen=True)
class Result:
    """The decision on one criterion of a piece of work."""

    criterion: str
    competency: str
    standing: Standing
    decided: Decided
    on: date


def moved_by(posterior: Posterior, results: Iterable[Result]) -> Posterior:
    """Move a posterior by what was decided on her work; raises `ValueError` for a strange name."""
    latest: dict[str, Result] = {}
    for result in sorted(results, key=lambda each: (each.on, list(Decided).index(each.decided))):
        latest[result.criterion] = result
    names = posterior.prior.competencies
    for name in {each.competency: None for each in latest.values()}:
        together = [each for each in latest.values() if each.competency == name]
        weight = 1 / (1 + (len(together) - 1) * HALO)
        rows = [_logs(each) for each in together]
        summed = [weight * sum(column) for column in zip(*rows, strict=True)]
        posterior = after(posterior, names.index(name), summed)
    return posterior


def worn(posterior: Posterior, days: int) -> Prior:
    """Give what is still known after some days, as the prior of a next session."""
    prior, years = posterior.prior, max(0, days) / YEAR
    share = min(1.0, WEAR * years)
    covariance = tuple(
        tuple((1 - share) * known + share * at_first for known, at_first in zip(*rows, strict=True))
        for rows in zip(posterior.covariance, prior.covariance, strict=True)
    )
    mean = tuple(
        (1 - share) * known + share * at_first
        for known, at_first in zip(posterior.mean, prior.mean, strict=True)
    )
    return Prior(prior.competencies, mean, covariance, prior.version)


@dataclass(frozen=True)
class Retest:
    """Which competencies may be asked about today, and from which day on all of them."""

    today: tuple[str, ...]
    all_from: date


def retest(
    competencies: Iterable[str], last: date, today: date, learned: Mapping[str, date]
) -> Retest:
    """Judge a retest; `learned` gives, by competency, the day she last finished some learning.

    Learning counts if it was finished after the last diagnosis.
    """
    all_from = last + timedelta(days=PAUSE)
    soonest = last + timedelta(days=PAUSE_AFTER_LEARNING)
    if today >= all_from:
        return Retest(tuple(competencies), all_from)
    if today < soonest:
        return Retest((), all_from)
    return Retest(
        tuple(name for name in competencies if last < learned.get(name, last) <= today), all_from
    )


def left_out(seen: Mapping[str, date], set_aside: Iterable[str], today: date) -> frozenset[str]:
    """Give the items that a retest leaves out: seen within a year, or not her context."""
    lately = (item for item, day in seen.items() if today - day < SEEN_LATELY)
    return frozenset((*lately, *set_aside))


def _logs(result: Result) -> tuple[float, ...]:
    item = Item(result.criterion, result.competency, SLOPE, STEPS[result.standing])
    return item.table.logs[list(Decided).index(result.decided)]
