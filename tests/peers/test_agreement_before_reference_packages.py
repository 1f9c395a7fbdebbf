"""The figures of agreement beside krippendorff, irrCAC and statsmodels, on the same ratings."""

from __future__ import annotations

import json
import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from lapel.domain.rubrics.agreement import (
    Metric,
    Weights,
    cohens_kappa,
    fleiss_kappa,
    gwet,
    krippendorffs_alpha,
)
from peers.verifiers import PYTHON, environment_of

if TYPE_CHECKING:
    from lapel.domain.rubrics.agreement import Unit

pytestmark = pytest.mark.peer

SCALE = 3
TABLES = 60


def ratings(chance: random.Random, *, raters: int, gaps: float) -> list[list[int | None]]:
    """Draw units of some difficulty, rated by assessors who are more or less severe and noisy."""
    severity = [chance.gauss(0, 0.4) for _rater in range(raters)]

    def rate(truth: float, hard: float) -> int | None:
        seen = truth - hard + chance.gauss(0, 0.6)
        return None if chance.random() < gaps else sum(seen > cut for cut in (-0.5, 0.5))

    number = chance.randint(12, 60)
    return [
        [rate(truth, hard) for hard in severity]
        for truth in (chance.gauss(0, 1) for _unit in range(number))
    ]


def ours(units: list[Unit]) -> dict[str, float | None]:
    """Give the same figures under the same names."""
    told = {
        f"alpha {metric}": krippendorffs_alpha(units, scale=SCALE, metric=metric)
        for metric in Metric
    }
    for kind in Weights:
        told[f"gwet {kind}"] = gwet(units, scale=SCALE, weights=kind)
        told[f"fleiss {kind}"] = fleiss_kappa(units, scale=SCALE, weights=kind)
        told[f"cohen {kind}"] = cohens_kappa(units, scale=SCALE, weights=kind)
    return told | {"fleiss whole": fleiss_kappa(units, scale=SCALE)}


def test_every_figure_equals_the_packages_to_a_millionth() -> None:
    """Alpha, Fleiss, Gwet and Cohen with each of the weights, with and without missing ratings."""
    chance = random.Random(20261122)
    tables = [
        ratings(chance, raters=2 + number % 4, gaps=0.25 * (number % 3 > 0))
        for number in range(TABLES)
    ]
    done = subprocess.run(
        [PYTHON, "agreement.py"],
        cwd=environment_of("numbers"),
        input=json.dumps(tables).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    compared: dict[str, int] = {}
    for units, theirs in zip(tables, json.loads(done.stdout), strict=True):
        own = ours(list(units))
        for name, value in theirs.items():
            assert own[name] == pytest.approx(value, abs=1e-6), name
            compared[name] = compared.get(name, 0) + 1
    assert len(compared) == 14
    assert min(compared.values()) >= 5, compared
