"""Ask raschpy for the rating scale model's figures: `rasch.py < asked.json`.

Reads parameters with places to look at, and a file of ratings; prints probabilities, expected
levels and variances at the places, locations of works by likelihood with their errors at the
parameters, and the severities that raschpy estimates itself from the ratings.
"""

from __future__ import annotations

import json
import sys
import warnings

import numpy as np
import pandas as pd
from raschpy import MFRM


def table(ratings: list[list]) -> pd.DataFrame:
    frame = pd.DataFrame(ratings, columns=["Rater", "Person", "Item", "Level"])
    return frame.pivot_table(index=["Rater", "Person"], columns="Item", values="Level")


def at_places(model: MFRM, asked: dict) -> list[dict]:
    items, raters = pd.Series(asked["items"]), pd.Series(asked["raters"])
    thresholds = np.array(asked["thresholds"])
    told = []
    for place, item, rater in asked["places"]:
        known = (place, item, items, rater, raters)
        told.append(
            {
                "chances": [
                    model.cat_prob(*known, category, thresholds)
                    for category in range(len(thresholds) + 1)
                ],
                "expected": model.exp_score(*known, thresholds),
                "variance": model.variance(*known, thresholds),
            }
        )
    return told


def works(model: MFRM, asked: dict) -> dict:
    model.items_global = pd.Series(asked["items"])
    model.thresholds_global = np.array(asked["thresholds"])
    model.facet_effects_global = pd.Series(asked["raters"])
    found = model.person("all", warm_corr=False, tolerance=1e-10)
    errors = model.csem(person_locations=found)
    return {name: [float(found[name]), float(errors[name])] for name in found.index}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    model = MFRM(table(asked["ratings"]), max_score=len(asked["thresholds"]))
    model.calibrate(model="global")
    told = {
        "severities": {name: float(each) for name, each in model.raters_global.items()},
        "places": at_places(model, asked),
        "works": works(model, asked),
    }
    sys.stdout.write(json.dumps(told))
