"""Print what a plan costs and covers, at once and by HiGHS (ADR 39).

Catalogues are drawn by seed: half of the modules build on others, a renewal asks for 30 credits.
CPU is this process's, plan and explanation of each step included; HiGHS runs on one thread. The
share is of the weighted need that the optimum covers, where both meet as many credits.
"""

from __future__ import annotations

import os
import sys
from statistics import median, quantiles
from time import process_time
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from domain.pathways.designs import large, may_be_chosen
from lapel.domain.pathways import Problem, chosen_at_once, plan_of
from lapel.domain.pathways.optimum import chosen_at_best

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.domain.pathways import Plan

SIZES = ((90, 120), (300, 120), (500, 60), (500, 120))
CATALOGUES = 200


def timed(way: Callable[[Problem], frozenset[str] | None], given: Problem) -> tuple[Plan, float]:
    """Plan in one way; gives CPU milliseconds too."""
    started = process_time()
    chosen = way(given)
    if chosen is None:
        raise RuntimeError("HiGHS ran out of time")
    plan = plan_of(given, chosen)
    if not may_be_chosen(given, frozenset(plan.keys)):
        raise RuntimeError("a plan breaks a rule")
    return plan, (process_time() - started) * 1000


def main() -> None:
    """Print a line for each size; give a number for more or fewer catalogues."""
    catalogues = int(sys.argv[1]) if sys.argv[1:] else CATALOGUES
    print(f"{catalogues} catalogues of each size, no prerequisite violated in any")
    print("| modules | hours | steps | at once, CPU ms (median, most) | HiGHS, CPU ms | ", end="")
    print("share of the optimum (least, 5th percentile, median) |\n|---:|---:|---:|---:|---:|---:|")
    for count, hours in SIZES:
        quick, best, shares, steps = [], [], [], []
        for seed in range(catalogues):
            given = large(seed, count, hours)
            ours, mine = timed(chosen_at_once, given)
            optimum, its = timed(chosen_at_best, given)
            quick.append(mine)
            best.append(its)
            steps.append(len(ours.steps))
            shares.append(ours.worth / optimum.worth if ours.credits == optimum.credits else 0.0)
        print(
            f"| {count} | {hours} | {median(steps):.0f} | {median(quick):.0f}, {max(quick):.0f} "
            f"| {median(best):.0f}, {max(best):.0f} "
            f"| {min(shares):.3f}, {quantiles(shares, n=20)[0]:.3f}, {median(shares):.3f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
