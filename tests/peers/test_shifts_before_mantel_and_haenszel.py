"""Items that are harder for a group, beside Mantel and Haenszel's figures by statsmodels."""

from __future__ import annotations

import json
import random
import subprocess
from dataclasses import replace

import pytest

from lapel.domain.measurement.calibration.answers import Answer, Answers
from lapel.domain.measurement.calibration.estimating import estimated
from lapel.domain.measurement.calibration.shifts import Size, shifts
from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.study.walking import answers_of
from peers.verifiers import PYTHON, environment_of

pytestmark = pytest.mark.peer

ITEMS, PEOPLE = 12, 3000
PLANTED = {2: 0.9, 7: -0.7}


def drawn() -> tuple[tuple[Item, ...], dict[str, dict[str, int]], dict[str, str]]:
    """Draw 3,000 people of two districts, half an SD apart; two of twelve items are not fair.

    Slopes are 1 (Rasch's model), for which Mantel and Haenszel's ratio is the shift in logits.
    """
    chance = random.Random(20261123)
    items = tuple(
        Item(f"i{place:02}", "c", 1.0, (-1.5 + 3 * place / (ITEMS - 1),)) for place in range(ITEMS)
    )
    unfair = tuple(
        replace(each, steps=(each.steps[0] + PLANTED.get(place, 0.0),))
        for place, each in enumerate(items)
    )
    said, group_of = {}, {}
    for number in range(PEOPLE):
        name, second = f"p{number:04}", number % 2
        group_of[name] = ("north", "south")[second]
        bank = Bank(("c",), unfair if second else items)
        said[name] = answers_of(bank, [chance.gauss(0.25 - 0.5 * second, 1)], chance)
    return items, said, group_of


def strata(
    said: dict[str, dict[str, int]], group_of: dict[str, str], item: str
) -> list[list[list[int]]]:
    """Count by the score on all items (Holland and Thayer 1988), where both groups have people."""
    tables: dict[int, list[list[int]]] = {}
    for name, answers in said.items():
        score = sum(answers.values())
        table = tables.setdefault(score, [[0, 0], [0, 0]])
        table[group_of[name] == "south"][1 - answers[item]] += 1
    return [table for _score, table in sorted(tables.items()) if all(map(sum, table))]


def test_shifts_are_those_of_mantel_and_haenszel() -> None:
    """Within two of their errors for each item, and the planted ones are told by both.

    Ours is one step of likelihood with abilities as a normal of each group, theirs counts people of
    equal score; so they cannot be equal. Ours is held against 0 plus the planted shift besides.
    """
    items, said, group_of = drawn()
    answers = Answers(
        items, [Answer(name, key, one) for name, row in said.items() for key, one in row.items()]
    )
    fitted = estimated(answers, priors=None, tolerance=1e-3).items
    own = {each.item: each for each in shifts(answers, fitted, group_of)}
    asked = [strata(said, group_of, each.key) for each in items]
    done = subprocess.run(
        [PYTHON, "harder.py"],
        cwd=environment_of("numbers"),
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    for place, (item, theirs) in enumerate(zip(items, json.loads(done.stdout), strict=True)):
        ours = own[item.key]
        assert ours.logits == pytest.approx(theirs["logits"], abs=2 * theirs["error"]), item.key
        assert ours.error == pytest.approx(theirs["error"], rel=0.25)
        assert (theirs["p"] < 0.001) == (place in PLANTED)
        assert (ours.size is not Size.NEGLIGIBLE) == (place in PLANTED)
