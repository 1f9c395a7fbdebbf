"""Ask the packages that others wrote for figures of agreement: `agreement.py < units.json`.

Reads a list of tables, each a list of units with the ratings of the seats (null: none); prints for
each a mapping from a figure's name to its value (null: the package gives none).
"""

from __future__ import annotations

import json
import math
import sys
import warnings

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

SCALE = 3


def figures(units: list[list[int | None]]) -> dict[str, float | None]:
    frame = pd.DataFrame(units, dtype=float)
    told: dict[str, float | None] = {}
    for metric in ("nominal", "ordinal"):
        told[f"alpha {metric}"] = krippendorff.alpha(
            frame.to_numpy().T, level_of_measurement=metric, value_domain=list(range(SCALE))
        )
    for kind in ("identity", "linear", "quadratic", "ordinal"):
        by_gwet = CAC(frame, weights=kind, categories=list(range(SCALE)), digits=12)
        told[f"gwet {kind}"] = by_gwet.gwet()["est"]["coefficient_value"]
        told[f"fleiss {kind}"] = by_gwet.fleiss()["est"]["coefficient_value"]
    if not frame.isna().any().any():
        told |= _of_whole_tables(frame)
    return {name: None if math.isnan(value) else value for name, value in told.items()}


def _of_whole_tables(frame: pd.DataFrame) -> dict[str, float]:
    whole = frame.to_numpy().astype(int)
    counts, _levels = aggregate_raters(whole, n_cat=SCALE)
    told = {"fleiss whole": fleiss_kappa(counts)}
    if whole.shape[1] == 2:
        both = np.zeros((SCALE, SCALE))
        np.add.at(both, tuple(whole.T), 1)
        for name, kind in (("identity", None), ("linear", "linear"), ("quadratic", "quadratic")):
            told[f"cohen {name}"] = cohens_kappa(both, wt=kind, return_results=False)
    return told


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps([figures(units) for units in json.load(sys.stdin)]))
