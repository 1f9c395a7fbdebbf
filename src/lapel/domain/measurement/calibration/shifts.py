"""Items that are harder for one group than for another of equal ability: DIF, and drift over time.

Groups are of people: districts, languages, or, for drift, those who answered before and after a
day. Each group has its own mean and spread of ability. An item's shift is how much harder it is for
a group than for all others, in logits; it is judged by an efficient score test with the observed
information, and by its size as ETS does. The size is one step from none, so that a large shift is
told an eighth or so too small. Fewer than 100 answers on either side are not judged.

Sources: C. A. W. Glas, Statistica Sinica 8 (1998), for the test; R. Zwick, ETS RR-12-08 (2012), for
the classes: 1.0 and 1.5 on the delta scale, which is 2.35 times a logit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import erfc, sqrt
from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.calibration.estimating import weighed
from lapel.domain.measurement.calibration.models import PLACES, chances_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.calibration.answers import Answers, Floats
    from lapel.domain.measurement.items import Item

FEWEST = 100
MODERATE, LARGE = 1.0 / 2.35, 1.5 / 2.35
FALSE_SHARE = 0.05
ROUNDS = 50


class Size(StrEnum):
    """How large a shift is; negligible also where chance explains it."""

    NEGLIGIBLE = "negligible"
    MODERATE = "moderate"
    LARGE = "large"


@dataclass(frozen=True)
class Shift:
    """How much harder an item is for a group than for the others, in logits, with its error."""

    item: str
    group: str
    logits: float
    error: float
    p: float
    size: Size


def shifts(answers: Answers, items: Sequence[Item], group_of: Mapping[str, str]) -> list[Shift]:
    """Judge every item and group with enough answers; people without a group are left out.

    Of two groups only the second by name is judged, the other being its mirror.

    Of what is called more than negligible at most 5 % is expected to be chance (Benjamini and
    Hochberg 1995).
    """
    groups = np.array([group_of.get(name, "") for name in answers.people])
    scores = _scores(answers, items, _populations(answers, items, groups))
    found = []
    names = sorted({name for name in groups.tolist() if name})
    for group in names[1:] if len(names) == 2 else names:
        for place, item in enumerate(items):
            at = (answers.item == place) & (groups[answers.person] != "")
            inside = at & (groups[answers.person] == group)
            if min(inside.sum(), at.sum() - inside.sum()) >= FEWEST:
                found.append(_shift(item, group, scores[inside], scores[at & ~inside]))
    return _judged(found)


def _populations(answers: Answers, items: Sequence[Item], groups: np.ndarray) -> Floats:
    """Give people by grid of each one's group, its mean and spread estimated by EM."""
    rows = np.zeros((len(answers.people), len(PLACES)))
    for group in np.unique(groups):
        of = np.flatnonzero(groups == group)
        part, mean, spread = answers.of(of), 0.0, 1.0
        for _round in range(ROUNDS):
            weights, _logs = weighed(part, items, _normal(mean, spread))
            whole = weights.mean(axis=0)
            mean = float(whole @ PLACES)
            spread = max(0.2, sqrt(float(whole @ PLACES**2) - mean**2))
        rows[of] = _normal(mean, spread)
    return rows


def _normal(mean: float, spread: float) -> Floats:
    heights: Floats = np.exp(-(((PLACES - mean) / spread) ** 2) / 2)
    weights: Floats = heights / heights.sum()
    return weights


def _scores(answers: Answers, items: Sequence[Item], populations: Floats) -> Floats:
    """Give by answer how much it asks for a harder item: slope times expected less given."""
    weights, _logs = weighed(answers, items, populations)
    expected = np.zeros((len(items), len(PLACES)))
    for place, item in enumerate(items):
        chances = chances_of(np.array([item.slope]), np.array([item.steps]))[0]
        expected[place] = np.arange(item.categories) @ chances
    mean = (weights[answers.person] * expected[answers.item]).sum(axis=1)
    slopes = np.array([item.slope for item in items])
    made: Floats = slopes[answers.item] * (mean - answers.category)
    return made


def _shift(item: Item, group: str, inside: Floats, outside: Floats) -> Shift:
    """Give one step of likelihood on either side; their difference is the shift."""
    known, other = float(inside @ inside), float(outside @ outside)
    moved = float(inside.sum()) / known - float(outside.sum()) / other
    error = sqrt(1 / known + 1 / other)
    p = erfc(abs(moved) / error / sqrt(2))
    return Shift(item.key, group, item.slope * moved, item.slope * error, p, Size.NEGLIGIBLE)


def _judged(found: Sequence[Shift]) -> list[Shift]:
    """Name the size of what is more than chance."""
    by_p = sorted(each.p for each in found)
    passed = [p for rank, p in enumerate(by_p, 1) if p <= FALSE_SHARE * rank / max(len(by_p), 1)]
    bar = max(passed, default=-1.0)
    return [
        replace(each, size=_size(each.logits) if each.p <= bar else each.size) for each in found
    ]


def _size(logits: float) -> Size:
    if abs(logits) >= LARGE:
        return Size.LARGE
    return Size.MODERATE if abs(logits) >= MODERATE else Size.NEGLIGIBLE
