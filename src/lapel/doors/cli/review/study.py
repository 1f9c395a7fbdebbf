"""`lapel review study`: what the rules of assessment are worth, by simulation, without Django."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.study.comparing import LINE, POOLS, compared
from lapel.domain.rubrics.study.estimating import NotEstimableError, estimated
from lapel.domain.rubrics.study.plots import accuracy_svg, drift_svg
from lapel.domain.rubrics.study.scenarios import AS_MEASURED, SCENARIOS, WATCHED
from lapel.domain.rubrics.study.watching import watched
from lapel.doors.cli.lowlevel import Parser
from lapel.doors.cli.review.files import TOO_FEW, UNREADABLE, ratings_in, take_file
from lapel.doors.cli.review.telling import (
    comparison_as_json,
    comparison_told,
    estimate_as_json,
    estimate_told,
    watching_as_json,
    watching_told,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.rubrics.study.world import World

DECISIONS = 2000
ASSESSORS = 200
_EXPLANATION = f"""\
Work of some quality is scored by assessors with severity, halo and noise, and decided in five
ways, each by the code that decides in Lapel (R6 to R9): one scoring; two, with adjudication where
R8 asks; as Lapel does (R10: another scoring at a doubt over {LINE}, and for a random fifth, but
only once alpha's lower bound has passed .667); three of everything; ten. Right is what a panel
without severity, halo and noise would decide. Then an assessor drifts by a level, and R17's test
has to find her. All that is drawn comes from --seed.

Without --ratings it runs at {len(SCENARIOS)} settings; with it, at the spreads estimated from the
file by polychoric correlation of four kinds of pairs of ratings (docs/reference/study.md).

exit codes:
  0  figures were printed
  2  the file cannot be read; each bad line is told
  3  the file says too little for an estimate
  64 wrong usage

examples:
  lapel review study
  lapel review study --ratings ratings.csv
  lapel review study --ratings ratings.csv --decisions 10000 --json > study.json
"""


def run(argv: Sequence[str]) -> int:
    """Run the study that `argv` asks for, printing as it goes."""
    options = _options(argv)
    if options.ratings is None:
        _tell(options, SCENARIOS, watch=WATCHED)
        return 0
    ratings = ratings_in(options.ratings, options.levels)
    if ratings is None:
        return UNREADABLE
    try:
        estimate = estimated(ratings)
    except NotEstimableError as error:
        print(f"lapel review study: {error}", file=sys.stderr)
        return TOO_FEW
    if not options.json:
        print("\n".join(estimate_told(estimate)), flush=True)
    worlds = {"the spreads of the file": estimate.world}
    _tell(options, worlds, watch=tuple(worlds), before=estimate_as_json(estimate))
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser("review study", "Say what the rules of assessment are worth.", _EXPLANATION)
    take_file(parser, required=False)
    parser.add_argument(
        "--decisions", type=int, default=DECISIONS, metavar="N", help="pieces of work at a setting"
    )
    parser.add_argument(
        "--assessors", type=int, default=ASSESSORS, metavar="N", help="watched for drift"
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="draw what is printed into SVG files there"
    )
    options = parser.parse_args(argv)
    if options.decisions < POOLS or options.assessors < 2:
        parser.error(f"--decisions: {POOLS} or more; --assessors: two or more")
    if len(options.levels) != len(AS_MEASURED.cuts) + 1:
        parser.error("--levels: the rules of assessment know three")
    return options


def _tell(
    options: argparse.Namespace,
    worlds: Mapping[str, World],
    *,
    watch: Sequence[str],
    before: Mapping[str, Any] | None = None,
) -> None:
    told: dict[str, Any] = {"estimate": before, "comparisons": {}, "drift": {}}
    for part, name, plain, lines in _found(options, worlds, watch):
        told[part].setdefault(name, []).append(plain)
        if not options.json:
            print("\n".join(lines), flush=True)
    if options.json:
        print(json.dumps(told, indent=2))
    if options.pictures is not None:
        _draw(options.pictures, told)


def _draw(folder: Path, told: Mapping[str, Any]) -> None:
    """Draw the settings that are watched for drift, and how soon it is found."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(told["drift"], 1):
        drawing = accuracy_svg(name, told["comparisons"][name][0])
        (folder / f"study-accuracy-{number}.svg").write_text(drawing, encoding="utf-8")
    rows = [(name, row) for name, each in told["drift"].items() for row in each]
    (folder / "study-drift.svg").write_text(drift_svg(rows), encoding="utf-8")


def _found(
    options: argparse.Namespace, worlds: Mapping[str, World], watch: Sequence[str]
) -> Iterator[tuple[str, str, dict[str, Any], Iterator[str]]]:
    """Give what is found, setting by setting, as JSON and as lines."""
    chance = random.Random(options.seed)  # noqa: S311 (a simulation keeps no secret)
    routed = {}
    for name, world in worlds.items():
        found = compared(world, decisions=options.decisions, chance=chance)
        routed[name] = found.routed[LINE].scorings / found.routed[LINE].decisions
        yield "comparisons", name, comparison_as_json(found), comparison_told(name, found)
    for name in watch:
        for share in (1.0, min(routed[name] - 1, 1.0)):
            seen = watched(
                worlds[name], scored_twice=share, assessors=options.assessors, chance=chance
            )
            yield "drift", name, watching_as_json(seen), watching_told(name, seen)
