"""Lapel and catsim test the same people on the same bank, with the same answers and as many items.

catsim knows items of two categories and one ability at a time: it gives each competency a test of
its own, and estimates by likelihood alone.
"""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean
from time import process_time
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.items import Bank
from lapel.domain.measurement.prior import prior_of
from lapel.domain.measurement.sessions import Plan, Said, Turn, begun, taken
from lapel.domain.measurement.study.designs import reference_design
from lapel.domain.measurement.study.walking import answers_of
from peers.verifiers import PYTHON, environment_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lapel.domain.measurement.prior import Prior

SHARPER = 1.6


@dataclass(frozen=True)
class Beside:
    """Root mean square errors after as many items, and CPU milliseconds an item."""

    items: int
    ours: float
    theirs: float
    our_milliseconds: float
    their_milliseconds: float


def catsim(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the package in its own environment."""
    done = subprocess.run(
        [PYTHON, "simulate.py"],
        cwd=environment_of("cat"),
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def bank_of_two_categories(
    seed: int, people: int
) -> tuple[Bank, Mapping[str, Sequence[float]], Prior]:
    """Give the reference design with 2PL items only, and slopes such as good tests have."""
    design = reference_design(random.Random(seed), people=people)
    items = (
        replace(each, slope=SHARPER * each.slope, steps=(sum(each.steps) / len(each.steps),))
        for each in design.bank.items
    )
    bank = Bank(design.bank.competencies, tuple(items), "two categories")
    return bank, design.people, prior_of(bank.competencies, design.correlations)


def beside(
    bank: Bank, abilities: Mapping[str, Sequence[float]], prior: Prior, *, seed: int, each: int
) -> Beside:
    """Test simulated people with both, `each` items a competency, and hold errors together.

    All items have two categories, and all are open to both.
    """
    said = {
        name: answers_of(bank, true, random.Random(f"answers {seed} {name}"))
        for name, true in abilities.items()
    }
    by_competency = [bank.by_competency[name] for name in bank.competencies]
    told = catsim(
        {
            "banks": [[[item.slope, *item.steps] for item in items] for items in by_competency],
            "answers": [
                [[answers[item.key] for item in items] for items in by_competency]
                for answers in said.values()
            ],
            "each": each,
            "places": [],
        }
    )
    number = each * len(bank.competencies)
    means, seconds = [], 0.0
    for name, answers in said.items():
        started = process_time()
        means.append(_tested(bank, prior, answers, name, number))
        seconds += process_time() - started
    return Beside(
        items=number,
        ours=_error(list(abilities.values()), means),
        theirs=_error(list(abilities.values()), told["abilities"]),
        our_milliseconds=1000 * seconds / len(abilities) / number,
        their_milliseconds=1000 * told["seconds"],
    )


def _tested(
    bank: Bank, prior: Prior, answers: Mapping[str, int], seed: str, number: int
) -> Sequence[float]:
    session = begun(bank, prior, Plan(seed, cap=1))
    for _item in range(number):
        choice = session.choice()
        assert choice is not None
        session = taken(session, Turn(choice.item, Said.ANSWERED, answers[choice.item]))
    return session.posterior.mean


def _error(true: Sequence[Sequence[float]], found: Sequence[Sequence[float]]) -> float:
    return sqrt(
        fmean(
            (one - other) ** 2
            for here, there in zip(true, found, strict=True)
            for one, other in zip(here, there, strict=True)
        )
    )
