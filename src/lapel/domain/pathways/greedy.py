"""A plan at once: hours filled by value an hour, from several beginnings, then steps exchanged.

What is required outweighs every need. Filled so, a plan soon holds more credits than are asked for,
at the cost of needs: so credits are also tried at prices near what an hour is worth otherwise, and
what is found is judged by the true weights.

Under prerequisites no quick rule comes near the optimum in the worst case. This one is never worse
than the best single closure, which is at least one n-th of an optimum of n steps: what is
worth something together is worth at most the sum of its closures.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from lapel.domain.pathways.exchanging import Exchange, pruned
from lapel.domain.pathways.filling import filled, options_of
from lapel.domain.pathways.offers import CLOSE, field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lapel.domain.pathways.filling import Option
    from lapel.domain.pathways.offers import Field, Problem

    Weights = Sequence[float]

# Credits are tried at these multiples of what the hours that they take would be worth otherwise.
PRICES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
# So many options are tried for each axis, the best an hour; a plan holds few of each.
SHORT = 14
# An hour is worth what a fifth of all options beat.
FIFTH = 5


def chosen_at_once(problem: Problem) -> frozenset[str]:
    """Give the keys of a good plan's modules, prerequisites included."""
    field = field_of(problem)
    return frozenset(field.keys[each] for each in _solved(field))


def _solved(field: Field) -> set[int]:
    options = options_of(field)
    if not options:
        return set()
    priced = _priced(field, options)
    first = filled(field, field.whole(field.locked), options, priced)
    short = _shortlist(field, options, priced, first)
    required = filled(field, field.whole(field.locked), options, field.weights)
    begun = [
        (pruned(field, start), weights)
        for start, weights in (
            (required, priced),
            (first, priced),
            *_beginnings(field, short, priced),
        )
    ]
    begun.sort(key=lambda each: field.value(each[0]), reverse=True)
    exchange, climbed = Exchange(field, short, begun[0][0]), list[set[int]]()
    for start, weights in begun:
        if start not in climbed:
            climbed.append(start)
            exchange.climb(start, weights)
    return exchange.best


def _priced(field: Field, options: list[Option]) -> list[float]:
    """Give the weights with each credit at what the hours that it takes would be worth."""
    weights = field.weights[: field.needs]
    needs = [*weights, *(0.0 for _demand in field.weights[field.needs :])]
    rates = sorted((each.worth(field, needs) / each.hours for each in options), reverse=True)
    hour = rates[len(rates) // FIFTH] or 1.0
    for axis in range(field.needs, len(field.weights)):
        hours = [each.hours / dict(each.totals)[axis] for each in options if each.gives >> axis & 1]
        weights.append(hour * median(hours) if hours else 0.0)
    return weights


def _shortlist(
    field: Field, options: list[Option], priced: Weights, beside: set[int]
) -> list[Option]:
    """Give the options that are worth most an hour along each axis, the best first.

    What is built on is there already where it is `beside`: without it, it would not pay. Along an
    axis what an option gives there counts twice, or scarce axes would be left to chance.
    """
    rates: dict[Option, float] = {}
    along: list[list[tuple[float, int]]] = [[] for _axis in field.caps]
    for at, each in enumerate(options):
        new = [one for one in each.members if one not in beside] or each.members
        hours, gained = field.time(new), field.gained(new)
        parts = [
            weight * min(cap, amount) / hours
            for weight, cap, amount in zip(priced, field.caps, gained, strict=True)
        ]
        rates[each] = whole = sum(parts)
        for axis, part in enumerate(parts):
            if part:
                along[axis].append((-whole - part, at))
    found = {options[at] for ranked in along for _rate, at in sorted(ranked)[:SHORT]}
    return sorted(found, key=lambda each: (-rates[each], each.members))


def _beginnings(
    field: Field, options: list[Option], priced: list[float]
) -> Iterator[tuple[set[int], Weights]]:
    """Give what locked modules, or the best single closure, are filled up to, with the prices."""
    first = field.whole(field.locked)
    for scale in PRICES:
        demands = (scale * each for each in priced[field.needs :])
        weights = [*priced[: field.needs], *demands]
        yield filled(field, first, options, weights), weights
    most = field.budget + CLOSE
    single = [both for each in field.closures if field.time(both := first.union(each)) <= most]
    if single:
        yield filled(field, max(single, key=field.value), options, field.weights), priced
