"""What a study found, in lines to read and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.study.comparing import LINE, POOLS
from lapel.domain.rubrics.study.watching import SCORINGS, SOON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.rubrics.study.comparing import Comparison, Row
    from lapel.domain.rubrics.study.estimating import Estimate
    from lapel.domain.rubrics.study.watching import Delay, Watching

HEADER = (
    f"{'':<34}{'right':>13}{'beside three':>15}"
    f"{'wrongly awarded':>17}{'refused':>9}{'scorings':>10}"
)
NAMES = {
    "single": "one scoring",
    "double": "two, adjudicated (R8, R9)",
    "Lapel": "Lapel (R8 to R10)",
    "panel of 3": "three of everything",
    "panel of 10": "ten",
}


def estimate_told(found: Estimate) -> Iterator[str]:
    """Say what a file was taken for."""
    world = found.world
    yield f"Estimated from {found.artefacts} artefacts scored twice or more, in spreads of quality:"
    yield (
        f"  severity {world.severity:.2f}, halo {world.halo:.2f}, noise {world.noise:.2f}; "
        f"two criteria's quality correlates by {world.common:.2f}"
    )


def estimate_as_json(found: Estimate) -> dict[str, Any]:
    """Give the same for programs, with the correlations behind it."""
    return {
        "artefacts": found.artefacts,
        "world": asdict(found.world),
        "correlations": dict(found.correlations),
    }


def comparison_told(name: str, found: Comparison) -> Iterator[str]:
    """Give a table of strategies, and of lines of doubt."""
    alpha, kappa = _alpha(found), _kappa(found)
    yield f"\n{name[0].upper()}{name[1:]}"
    yield (
        f"  pairs agree with alpha {alpha:.2f} and quadratic kappa {kappa:.2f}; "
        f"{found.earned:.0%} is truly earned"
    )
    yield f"  R10 lets routing begin in {_begun(found)} of {POOLS} pools of assessors"
    yield HEADER
    for key, label in NAMES.items():
        yield _line(label, found.rows[key])
    for line, row in found.routed.items():
        mark = " (R10)" if line == LINE else ""
        yield _line(f"routing alone, doubt > {line}{mark}", row)


def _line(label: str, row: Row) -> str:
    share = row.decisions
    return (
        f"  {label:<33}{row.accuracy:6.3f} ±{1.96 * row.error:.3f}"
        f"{row.beside_three:+9.3f} ±{1.96 * row.beside_three_error:.3f}"
        f"{row.wrong_awards / share:14.3f}{row.wrong_refusals / share:10.3f}"
        f"{row.scorings / share:10.2f}"
    )


def comparison_as_json(found: Comparison) -> dict[str, Any]:
    """Give the same for programs."""
    return {
        "world": asdict(found.world),
        "trulyEarned": found.earned,
        "alpha": _alpha(found),
        "kappaQuadratic": _kappa(found),
        "routingBegunIn": _begun(found),
        "pools": POOLS,
        "strategies": {name: _plain(row) for name, row in found.rows.items()},
        "routedAlone": {str(line): _plain(row) for line, row in found.routed.items()},
    }


def _plain(row: Row) -> dict[str, float]:
    return {
        "right": row.accuracy,
        "standardError": row.error,
        "besideThree": row.beside_three,
        "besideThreeStandardError": row.beside_three_error,
        "wrongAwards": row.wrong_awards / row.decisions,
        "wrongRefusals": row.wrong_refusals / row.decisions,
        "scorings": row.scorings / row.decisions,
    }


def _alpha(found: Comparison) -> float:
    return fmean(each.alpha.value or 0.0 for each in found.calibrations)


def _kappa(found: Comparison) -> float:
    return fmean(each.kappa or 0.0 for each in found.calibrations)


def _begun(found: Comparison) -> int:
    return sum(each.established is not None for each in found.calibrations)


def watching_told(name: str, found: Watching) -> Iterator[str]:
    """Say how soon a drift is found, and who is troubled for nothing."""
    yield f"\nDrift (R17), {name}, {found.scored_twice:.0%} scored twice"
    yield (
        f"  a year of {SCORINGS} scorings brings {found.year.signs} signs; "
        f"the test looks for a shift of {found.test.shift:.2f} levels"
    )
    promise = found.promise
    yield (
        f"  computed: false warnings {promise.false_warnings:.3f} and pauses "
        f"{promise.false_pauses:.3f} an assessor-year; such a shift warned of after "
        f"{promise.warned_after:.0f} signs, paused after {promise.paused_after:.0f}"
    )
    yield (
        f"  simulated: false warnings {found.false_warnings:.3f}, pauses {found.false_pauses:.3f}"
    )
    yield f"  one level more severe: {_delay(found.severe)}"
    yield f"  one level more lenient: {_delay(found.lenient)}"


def _delay(found: Delay) -> str:
    return (
        f"warned after {found.warned:.0f} scorings, paused after {found.paused:.0f} "
        f"(nine in ten by {found.late:.0f}; {found.soon:.0%} within {SOON})"
    )


def watching_as_json(found: Watching) -> dict[str, Any]:
    """Give the same for programs."""
    return {
        "scoredTwice": found.scored_twice,
        "signsAYear": found.year.signs,
        "shift": found.test.shift,
        "warnAt": found.test.warn_at,
        "pauseAt": found.test.pause_at,
        "computed": asdict(found.promise),
        "falseWarnings": found.false_warnings,
        "falsePauses": found.false_pauses,
        "severe": asdict(found.severe),
        "lenient": asdict(found.lenient),
    }
