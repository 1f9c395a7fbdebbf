"""A calibration from first to last: new parameters with a version, and how far to trust them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from lapel.domain.measurement.calibration.answers import Answers
from lapel.domain.measurement.calibration.estimating import Priors, estimated
from lapel.domain.measurement.calibration.holding_out import foretold
from lapel.domain.measurement.calibration.shifts import shifts
from lapel.domain.measurement.calibration.together import correlations, evidence_of
from lapel.domain.measurement.items import Bank
from lapel.domain.measurement.prior import prior_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lapel.domain.measurement.calibration.answers import Answer, Floats
    from lapel.domain.measurement.calibration.estimating import Fit
    from lapel.domain.measurement.calibration.holding_out import Foretold
    from lapel.domain.measurement.calibration.shifts import Shift
    from lapel.domain.measurement.items import Item
    from lapel.domain.measurement.prior import Prior

# Under so many answers an item keeps the parameters it had.
FEWEST = 40
HELD_OUT = 0.2


@dataclass(frozen=True)
class Calibration:
    """A bank and a prior under one version, what they rest on, and what was found beside.

    `foretold` is the coverage on held-out people, by parameters that did not see them; None where
    too few answered. `settled` names competencies whose estimation ended by itself.
    """

    bank: Bank
    prior: Prior
    people: int
    answers: int
    likelihood: float
    settled: tuple[str, ...]
    foretold: Foretold | None
    shifts: Sequence[Shift]


def calibrated(  # noqa: PLR0913 (named, and each changes what comes out)
    bank: Bank,
    answers: Iterable[Answer],
    *,
    version: str,
    seed: int,
    group_of: Mapping[str, str] | None = None,
    priors: Priors | None = None,
) -> Calibration:
    """Estimate everything anew from all answers; `seed` draws who and what is held out.

    The parameters handed back rest on everybody; those that are judged on held-out people rest on
    the other four fifths. `group_of` names people's groups, for DIF or drift.
    """
    given, priors = list(answers), priors or Priors()
    tables = _tables(bank, given)
    people = next(iter(tables.values())).people
    fits = _fits(tables, priors)
    items = {name: _kept(bank.by_competency[name], fit) for name, fit in fits.items()}
    found = correlations(evidence_of(tables, items, people))
    newest = {each.key: each for name in items for each in items[name]}
    made = Bank(
        bank.competencies, tuple(newest.get(each.key, each) for each in bank.items), version
    )
    return Calibration(
        bank=made,
        prior=_prior(bank, tables, found, len(people), version),
        people=len(people),
        answers=len(given),
        likelihood=sum(fit.likelihood for fit in fits.values()),
        settled=tuple(name for name, fit in fits.items() if fit.settled),
        foretold=_foretold(bank, tables, priors, seed),
        shifts=shifts_between(made, given, group_of) if group_of else [],
    )


def shifts_between(
    bank: Bank, answers: Iterable[Answer], group_of: Mapping[str, str]
) -> list[Shift]:
    """Hold a calibrated bank's items against each other between people's groups.

    `group_of` names districts, for DIF; or who answered before and after a day, for drift.
    """
    return [
        each
        for name, table in _tables(bank, list(answers)).items()
        for each in shifts(table, bank.by_competency[name], group_of)
    ]


def _tables(bank: Bank, answers: Sequence[Answer]) -> dict[str, Answers]:
    """Lay out the answers by competency, everybody in each; raises `ValueError` where none is."""
    if not answers:
        raise ValueError("nobody answered")
    people = sorted({each.person for each in answers})
    by_name: dict[str, list[Answer]] = {name: [] for name in bank.competencies}
    for each in answers:
        if each.item not in bank.by_key:
            raise ValueError(f"no item of the bank: {each.item}")
        by_name[bank.by_key[each.item].competency].append(each)
    return {
        name: Answers(bank.by_competency[name], given, people=people)
        for name, given in by_name.items()
        if given
    }


def _fits(tables: Mapping[str, Answers], priors: Priors) -> dict[str, Fit]:
    return {name: estimated(each, priors=priors, tolerance=2e-3) for name, each in tables.items()}


def _kept(items: Sequence[Item], fit: Fit) -> list[Item]:
    """Give the new parameters of items with enough answers, under the item's next version."""
    return [
        replace(new, version=old.version + 1) if new.answers >= FEWEST else old
        for old, new in zip(items, fit.items, strict=True)
    ]


def _prior(
    bank: Bank, tables: Mapping[str, Answers], found: Floats, people: int, version: str
) -> Prior:
    """Make the prior; with a competency that nobody was asked about, nothing correlates."""
    whole = np.eye(len(bank.competencies))
    places = [bank.competencies.index(name) for name in tables]
    whole[np.ix_(places, places)] = found
    return prior_of(bank.competencies, whole.tolist(), people=people, version=version)


def _foretold(
    bank: Bank, tables: Mapping[str, Answers], priors: Priors, seed: int
) -> Foretold | None:
    """Estimate from four fifths of the people, and foretell answers of the last."""
    chance = np.random.default_rng(seed)
    size = len(next(iter(tables.values())).people)
    drawn = chance.permutation(size)
    aside, others = np.sort(drawn[: int(HELD_OUT * size)]), np.sort(drawn[int(HELD_OUT * size) :])
    training = {name: each.of(others) for name, each in tables.items()}
    if not len(aside) or not all(len(each.person) for each in training.values()):
        return None
    fits = _fits(training, priors)
    items = {name: _kept(bank.by_competency[name], fit) for name, fit in fits.items()}
    found = correlations(evidence_of(training, items, [""] * len(others)))
    prior = prior_of(tuple(tables), found.tolist(), people=len(others))
    return foretold(
        {name: each.of(aside) for name, each in tables.items()},
        items,
        np.array(prior.covariance),
        chance=chance,
    )
