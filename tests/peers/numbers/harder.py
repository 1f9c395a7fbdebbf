"""Ask statsmodels for Mantel and Haenszel's figures: `harder.py < tables.json`.

Reads of each item a list of 2 by 2 tables, one for each score on the other items: right and wrong
of the reference group, then of the other. Prints for each the common odds ratio's logarithm with
its error (Robins, Breslow and Greenland), and the p of the test that it is 0.
"""

from __future__ import annotations

import json
import sys

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable


def figures(tables: list[list[list[float]]]) -> dict[str, float]:
    found = StratifiedTable(np.array(tables).transpose(1, 2, 0))
    return {
        "logits": float(found.logodds_pooled),
        "error": float(found.logodds_pooled_se),
        "p": float(found.test_null_odds(correction=True).pvalue),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps([figures(tables) for tables in json.load(sys.stdin)]))
