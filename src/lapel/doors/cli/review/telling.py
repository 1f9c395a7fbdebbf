"""What a study found, as Markdown to read and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from statistics import fmean
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.drift import SCORINGS
from lapel.domain.rubrics.shares import share_interval
from lapel.domain.rubrics.study.comparing import DRIFTING, LINE, POOLS, ROUTED
from lapel.domain.rubrics.study.watching import LENIENT, PATIENCE, SEVERE, SOON
from lapel.doors.cli.lowlevel import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lapel.domain.rubrics.measuring import Measured
    from lapel.domain.rubrics.study.comparing import Comparison, Row
    from lapel.domain.rubrics.study.estimating import Estimate
    from lapel.domain.rubrics.study.filed import Course, Decided
    from lapel.domain.rubrics.study.watching import Delay, Share, Watching

NAMES = {
    "single": "one scoring",
    "double": "two, adjudicated (R8, R9)",
    "Lapel": "Lapel (R8 to R10)",
    "panel of 3": "three of everything",
    "panel of 10": "ten",
}
# The goal: right as often as three scorings of everything, at so many scorings a decision.
GOAL = 1.9


def estimate_told(found: Estimate) -> Iterator[str]:
    """Say what a file was taken for."""
    world = found.world
    yield f"Estimated from {found.artefacts} artefacts scored twice or more, in spreads of quality:"
    yield (
        f"severity {world.severity:.2f}, halo {world.halo:.2f}, noise {world.noise:.2f}; "
        f"two criteria's quality correlates by {world.common:.2f}"
    )


def estimate_as_json(found: Estimate) -> dict[str, Any]:
    """Give the same for programs, with the correlations behind it."""
    return {
        "artefacts": found.artefacts,
        "world": asdict(found.world),
        "correlations": dict(found.correlations),
    }


def _table(*names: str) -> str:
    return f"\n| {' | '.join(names)} |\n{'|---' * len(names)}|"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def comparison_told(name: str, found: Comparison) -> Iterator[str]:
    """Give tables of strategies, of lines of doubt, and of what each loses by drift."""
    yield f"\n### {name[0].upper()}{name[1:]}\n"
    yield (
        f"Pairs agree with alpha {_alpha(found):.2f} and quadratic kappa {_kappa(found):.2f}; "
        f"{found.earned:.0%} is truly earned. R10 lets routing begin in {_begun(found)} of {POOLS} "
        f"pools of assessors. {_goal(found)}"
    )
    yield _table("decided by", "right", "beside three", "wrongly awarded", "refused", "scorings")
    for key, label in NAMES.items():
        yield _line(label, found.rows[key])
    for line, row in found.routed.items():
        mark = " (R10)" if line == LINE else ""
        yield _line(f"routing alone, doubt > {line}{mark}", row)
    yield (
        f"\nWhere {DRIFTING:.0%} of assessors drift by one level within the year, to either side; "
        f"what that costs beside the same work without drift:"
    )
    yield _table("decided by", *(f"{which}: right, beside no drift" for which in found.drifted))
    for key, label in {**NAMES, ROUTED: f"routing alone, doubt > {LINE}"}.items():
        rows = [each[key] for each in found.drifted.values()]
        yield _row(label, *(f"{row.accuracy:.3f}, {_beside(row)}" for row in rows))


def _goal(found: Comparison) -> str:
    """Say how near routing comes to the goal: the rightest line that is cheap enough."""
    cheap = [(line, row) for line, row in found.routed.items() if _scorings(row) <= GOAL]
    if not cheap:
        return f"No routing comes to {GOAL} scorings."
    line, row = max(cheap, key=lambda each: each[1].accuracy)
    return (
        f"At {GOAL} scorings at most, routing alone comes to {_beside(row)} beside three of "
        f"everything (doubt > {line}, {_scorings(row):.2f} scorings)."
    )


def _scorings(row: Row) -> float:
    return row.scorings / row.decisions


def _beside(row: Row) -> str:
    return f"{row.beside:+.3f} ± {1.96 * row.beside_error:.3f}"


def _line(label: str, row: Row) -> str:
    return _row(
        label,
        f"{row.accuracy:.3f} ± {1.96 * row.error:.3f}",
        _beside(row),
        f"{row.wrong_awards / row.decisions:.3f}",
        f"{row.wrong_refusals / row.decisions:.3f}",
        f"{_scorings(row):.2f}",
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
        "drifted": {
            which: {name: _plain(row) for name, row in rows.items()}
            for which, rows in found.drifted.items()
        },
    }


def _plain(row: Row) -> dict[str, float]:
    return {
        "right": row.accuracy,
        "standardError": row.error,
        "beside": row.beside,
        "besideStandardError": row.beside_error,
        "wrongAwards": row.wrong_awards / row.decisions,
        "wrongRefusals": row.wrong_refusals / row.decisions,
        "scorings": _scorings(row),
    }


def _alpha(found: Comparison) -> float:
    return fmean(each.alpha.value or 0.0 for each in found.calibrations)


def _kappa(found: Comparison) -> float:
    return fmean(each.kappa or 0.0 for each in found.calibrations)


def _begun(found: Comparison) -> int:
    return sum(each.established is not None for each in found.calibrations)


def watchings_told(found: Mapping[str, list[Watching]]) -> Iterator[str]:
    """Say how soon a drift of one level is found, and who is troubled for nothing."""
    yield "\n### Drift (R17)\n"
    yield (
        f"A year is {SCORINGS} scorings; ± is a standard error; a drift that is not found within "
        f"{PATIENCE} scorings counts with that; heights are designed for each setting."
    )
    yield _table(
        "setting",
        "scored twice",
        "anchors",
        "false warnings: computed, simulated",
        "false pauses: computed, simulated",
        f"{SEVERE}: warned, paused after",
        f"within {SOON}",
        f"{LENIENT}: warned, paused after",
        f"within {SOON}",
    )
    for name, each in found.items():
        yield from (_watching_line(name, one) for one in each)
    for name, each in found.items():
        for one in each:
            yield from _others_told(name, one)
            yield from _frontier_told(name, one)


def _watching_line(name: str, found: Watching) -> str:
    setting, promise = found.setting, found.promise
    nearest = f", nearest of {setting.nearest_of}" if setting.nearest_of > 1 else ""
    return _row(
        name,
        f"{setting.scored_twice:.0%}",
        f"{setting.anchors:.0%}{nearest}",
        f"{promise.false_warnings:.3f}, {_share(found.false_warnings)}",
        f"{promise.false_pauses:.3f}, {_share(found.false_pauses)}",
        *_delay(found.delays[SEVERE]),
        *_delay(found.delays[LENIENT]),
    )


def _others_told(name: str, found: Watching) -> Iterator[str]:
    others = {which: each for which, each in found.delays.items() if which not in {SEVERE, LENIENT}}
    if others:
        yield f"\nOther drifts, {name}:"
        yield _table("she is", "warned, paused after", "median", f"within {SOON}")
    for which, each in others.items():
        delay, soon = _delay(each)
        yield _row(which, delay, f"{each.middle:.0f}", soon)


def _frontier_told(name: str, found: Watching) -> Iterator[str]:
    if found.frontier:
        yield f"\nDelay against false pauses, {name}:"
        yield _table(
            "false pauses: allowed, simulated",
            f"{SEVERE}: paused after",
            f"within {SOON}",
            f"{LENIENT}: paused after",
            f"within {SOON}",
        )
    for each in found.frontier:
        delays = [each.delays[way] for way in (SEVERE, LENIENT)]
        cells = [cell for one in delays for cell in (_mean(one.paused), _soon(one))]
        yield _row(f"{each.allowed:.2f}, {_share(each.false_pauses)}", *cells)


def _share(found: Share) -> str:
    return f"{found.value:.3f} ± {found.error:.3f}"


def _mean(found: Share) -> str:
    return f"{found.value:.0f} ± {found.error:.1f}"


def _soon(found: Delay) -> str:
    return f"{found.soon.value:.0%} ± {100 * found.soon.error:.0f}"


def _delay(found: Delay) -> tuple[str, str]:
    return f"{found.warned.value:.0f}, {_mean(found.paused)}", _soon(found)


def watching_as_json(found: Watching) -> dict[str, Any]:
    """Give the same for programs."""
    return {
        **asdict(found.setting),
        "signsAYear": found.year.signs,
        "shiftInLogits": found.test.shift,
        "warnAt": found.test.warn_at,
        "pauseAt": found.test.pause_at,
        "computed": asdict(found.promise),
        "falseWarnings": asdict(found.false_warnings),
        "falsePauses": asdict(found.false_pauses),
        "delays": {name: asdict(each) for name, each in found.delays.items()},
        "frontier": [asdict(each) for each in found.frontier],
    }


def keys_told(
    together: Measured, by_assessor: Mapping[str, Measured], decided: Mapping[str, Decided]
) -> Iterator[str]:
    """Say how all levels, each assessor's, and decisions under R6 to R9 stand beside the keys."""
    yield "\n### Beside the keys of the file\n"
    yield _table("levels of", "ratings", "exact", "adjacent", "quadratic kappa")
    for name, each in {"all": together, **by_assessor}.items():
        cells = [_figure(each, kind) for kind in ("exact", "adjacent", "cohen_quadratic")]
        yield printable(_row(name, str(each.units), *cells))
    yield _table("decided by", "decisions", "wrongly awarded", "wrongly refused", "left open")
    for kind, row in decided.items():
        wrong = [_wilson(each, row.decisions) for each in (row.wrong_awards, row.wrong_refusals)]
        yield _row(NAMES[kind], str(row.decisions), *wrong, str(row.open))


def _figure(found: Measured, kind: str) -> str:
    if kind not in found.figures:
        return "too few"
    figure = found.figures[kind]
    if figure.value is None:
        return "undefined: no variation"
    if figure.low is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _wilson(times: int, of: int) -> str:
    if not of:
        return "none"
    low, high = share_interval(times, of)
    return f"{times}: {times / of:.3f} ({low:.3f} to {high:.3f})"


def courses_told(found: Mapping[str, Course]) -> Iterator[str]:
    """Say what R17's test would have done, assessor by assessor, in the order of the file."""
    yield "\n### Drift in the order of the file\n"
    yield "R17's test for these spreads, over each assessor's scorings that have a reference."
    yield _table("assessor", "scorings", "warned at", "paused at", "which way")
    for name, each in found.items():
        way = each.direction if each.warned_at is not None else "steady"
        cells = [
            "never" if place is None else str(place) for place in (each.warned_at, each.paused_at)
        ]
        yield printable(_row(name, str(each.signs), *cells, way))
