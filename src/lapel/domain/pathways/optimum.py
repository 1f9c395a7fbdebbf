"""The best plan there is, by HiGHS (Huangfu & Hall 2018), as a mixed integer program.

A module is in or out; an axis is covered by the gains of what is in, and no further than its cap.
Importing this loads highspy and NumPy: only jobs do (ADR 39).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import highspy

from lapel.domain.pathways.exchanging import pruned
from lapel.domain.pathways.offers import field_of

if TYPE_CHECKING:
    from lapel.domain.pathways.offers import Field, Problem

SECONDS = 60.0
HALF = 0.5


def chosen_at_best(problem: Problem, *, seconds: float = SECONDS) -> frozenset[str] | None:
    """Give the keys of an optimal plan's modules; None where time ran out before it was proved."""
    field = field_of(problem)
    solver = _program(field)
    solver.setOptionValue("time_limit", seconds)
    solver.maximize()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    chosen = {each for each in range(len(field.keys)) if values[each] > HALF}
    return frozenset(field.keys[each] for each in pruned(field, chosen))


def _program(field: Field) -> highspy.Highs:
    """Columns are the modules, then the axes."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # it is shipped so
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 (HiGHS takes it so)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-7)
    count, stays = len(field.keys), field.whole(field.locked)
    for each in range(count):
        solver.addCol(0.0, float(each in stays), 1.0, 0, [], [])
        solver.changeColIntegrality(each, highspy.HighsVarType.kInteger)
    for cap, weight in zip(field.caps, field.weights, strict=True):
        solver.addCol(weight, 0.0, cap, 0, [], [])
    for axis in range(len(field.caps)):
        giving = _giving(field, axis)
        columns = [count + axis, *giving]
        parts = [1.0, *(-amount for amount in giving.values())]
        solver.addRow(-math.inf, 0.0, len(columns), columns, parts)
    for each, needs in enumerate(field.before):
        for need in needs:
            solver.addRow(-math.inf, 0.0, 2, [each, need], [1.0, -1.0])
    most = max(field.budget, field.time(stays))
    solver.addRow(-math.inf, most, count, list(range(count)), field.hours)
    return solver


def _giving(field: Field, axis: int) -> dict[int, float]:
    return {at: dict(gains)[axis] for at, gains in enumerate(field.gains) if axis in dict(gains)}
