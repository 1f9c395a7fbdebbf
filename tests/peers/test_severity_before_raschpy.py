"""The rating scale model and the severities beside raschpy, on the same ratings."""

from __future__ import annotations

import json
import random
import subprocess
from statistics import correlation, fmean
from typing import Any

import pytest

from lapel.domain.rubrics.rasch import expected_level, information, level_chances
from lapel.domain.rubrics.ratings import Rating, Ratings
from lapel.domain.rubrics.severity import severities_of
from peers.verifiers import PYTHON, environment_of

pytestmark = pytest.mark.peer

THRESHOLDS = [-0.9, 0.2, 0.7]
CRITERIA = {f"c{number}": 0.4 * number - 0.8 for number in range(5)}


def ratings_by(severity: dict[str, float], chance: random.Random) -> Ratings:
    """Have each of 150 works scored by three of the assessors, by the model itself."""
    given = []
    for work in range(150):
        quality = chance.gauss(0, 1.3)
        for who in chance.sample(sorted(severity), 3):
            for what, difficulty in CRITERIA.items():
                chances = level_chances(quality - difficulty - severity[who], THRESHOLDS)
                level = chance.choices(range(4), chances)[0]
                given.append(Rating(f"w{work:03}", who, what, level))
    return Ratings(tuple(given), ("0", "1", "2", "3"))


def raschpy(asked: dict[str, Any]) -> dict[str, Any]:
    """Ask the package in its own environment."""
    done = subprocess.run(
        [PYTHON, "rasch.py"],
        cwd=environment_of("numbers"),
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_model_is_raschpys_to_a_millionth_and_severities_are_near() -> None:
    """Chances, means, variances and errors of measurement are equal, and likeliest places too.

    raschpy estimates severity by pairwise likelihood with smoothing: another estimator, so its
    severities lie within our errors of ours, and no nearer than that can be asked.
    """
    chance = random.Random(20261122)
    severity = {f"a{number}": chance.gauss(0, 0.6) for number in range(8)}
    ratings = ratings_by(severity, chance)
    asked = {
        "items": CRITERIA,
        "raters": severity,
        "thresholds": THRESHOLDS,
        "places": [
            [chance.uniform(-6, 6), chance.choice([*CRITERIA]), chance.choice([*severity])]
            for _place in range(200)
        ],
        "ratings": [
            [each.assessor, each.artefact, each.criterion, each.level] for each in ratings.ratings
        ],
    }
    told = raschpy(asked)
    for (quality, what, who), theirs in zip(asked["places"], told["places"], strict=True):
        place = quality - CRITERIA[what] - severity[who]
        assert level_chances(place, THRESHOLDS) == pytest.approx(theirs["chances"], abs=1e-6)
        assert expected_level(place, THRESHOLDS) == pytest.approx(theirs["expected"], abs=1e-6)
        assert information(place, THRESHOLDS) == pytest.approx(theirs["variance"], abs=1e-6)
    assert _likeliest_places_held(ratings, severity, told["works"]) >= 100
    found = severities_of(ratings).assessors
    mean = fmean(told["severities"].values())
    for name, each in found.items():
        assert abs(told["severities"][name] - mean - each.logits) < each.error, name
    ours = [found[name].logits for name in sorted(found)]
    theirs = [told["severities"][name] for name in sorted(found)]
    assert correlation(ours, theirs) > 0.99


def _likeliest_places_held(
    ratings: Ratings, severity: dict[str, float], works: dict[str, list[float]]
) -> int:
    """Count works at whose likeliest place, by raschpy, our model expects just what was given."""
    held = 0
    for together in ratings.artefacts():
        quality, error = works[together[0].artefact]
        given = sum(each.level or 0 for each in together)
        if given in (0, 3 * len(together)):
            continue  # the likeliest place is endless; raschpy moves the score by a half
        places = [quality - CRITERIA[each.criterion] - severity[each.assessor] for each in together]
        expected = sum(expected_level(place, THRESHOLDS) for place in places)
        assert expected == pytest.approx(given, abs=1e-6)
        told = sum(information(place, THRESHOLDS) for place in places)
        assert error == pytest.approx(told**-0.5, abs=1e-6)
        held += 1
    return held
