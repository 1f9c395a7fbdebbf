"""`lapel review study`: what the rules of assessment are worth, by simulation, without Django."""

from __future__ import annotations

import json
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.measuring import against_keys
from lapel.domain.rubrics.study.comparing import LINE, POOLS, compared
from lapel.domain.rubrics.study.estimating import NotEstimableError, estimated
from lapel.domain.rubrics.study.filed import courses, decided
from lapel.domain.rubrics.study.plots import accuracy_svg, drift_svg
from lapel.domain.rubrics.study.scenarios import AS_MEASURED, SCENARIOS, WATCHED
from lapel.domain.rubrics.study.watching import ALLOWED, DRIFTS, ONE_LEVEL, Setting, watched
from lapel.doors.cli.lowlevel import Parser
from lapel.doors.cli.review.files import TOO_FEW, UNREADABLE, ratings_in, take_file
from lapel.doors.cli.review.telling import (
    comparison_as_json,
    comparison_told,
    courses_told,
    estimate_as_json,
    estimate_told,
    keys_told,
    watching_as_json,
    watchings_told,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lapel.domain.rubrics.drift import DriftTest
    from lapel.domain.rubrics.ratings import Ratings
    from lapel.domain.rubrics.study.comparing import Comparison
    from lapel.domain.rubrics.study.watching import Drift, Watching
    from lapel.domain.rubrics.study.world import World

DECISIONS = 2000
ASSESSORS = 200
# What else is tried in the first setting that is watched: less scored twice, anchors more and less
# often, and such as lie near the line.
VARIED = (
    Setting(anchors=0.05),
    Setting(anchors=0.2, nearest_of=6),
    Setting(scored_twice=0.2),
    Setting(scored_twice=0.2, anchors=0.2, nearest_of=6),
)
BEGINS, ENDS = "<!-- printed by `make study-assessment` -->", "<!-- end of what it printed -->"
_EXPLANATION = f"""\
Work of some quality is scored by assessors with severity, halo and noise, and decided in five
ways, each by the code that decides in Lapel (R6 to R9): one scoring; two, with adjudication where
R8 asks; as Lapel does (R10: another scoring at a doubt over {LINE}, and for a random fifth, but
only once alpha's lower bound has passed .667); three of everything; ten. Right is what a panel
without severity, halo and noise would decide; what each way loses when assessors drift is told
too. Then an assessor drifts, and R17's test has to find her. All that is drawn comes from --seed.

Without --ratings it runs at {len(SCENARIOS)} settings; with it, at the spreads estimated from the
file by polychoric correlation of four kinds of pairs of ratings (docs/reference/study.md). Where
the file has keys, its levels and decisions are held against them; where it has an order, R17's
test runs over each assessor's scorings.

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
    before = {"estimate": estimate_as_json(estimate)}
    _tell(options, worlds, watch=tuple(worlds), before=before, ratings=ratings)
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
    parser.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="how many processes share the work"
    )
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="put what is printed into a page, at its marks"
    )
    options = parser.parse_args(argv)
    if options.decisions < POOLS or options.assessors < 2 or options.jobs < 1:
        parser.error(f"--decisions: {POOLS} or more; --assessors: two or more; --jobs: one")
    if len(options.levels) != len(AS_MEASURED.cuts) + 1:
        parser.error("--levels: the rules of assessment know three")
    return options


def _tell(
    options: argparse.Namespace,
    worlds: Mapping[str, World],
    *,
    watch: Sequence[str],
    before: Mapping[str, Any] | None = None,
    ratings: Ratings | None = None,
) -> None:
    told: dict[str, Any] = {**(before or {}), "comparisons": {}, "drift": {}}
    page: list[str] = []

    def say(lines: Iterable[str]) -> None:
        page.append("\n".join(lines))
        if not options.json:
            print(page[-1], flush=True)

    # Each part draws for itself, so that two processors share them and the figures stay the same.
    with ProcessPoolExecutor(options.jobs, get_context("fork")) as pool:
        rows = {
            name: pool.submit(_compared, f"{options.seed} {name}", world, options.decisions)
            for name, world in worlds.items()
        }
        watching = {
            name: [
                pool.submit(_watched, f"{options.seed} {name}", worlds[name], options, each)
                for each in _tried(number, len(watch))
            ]
            for number, name in enumerate(watch)
        }
        for name, row in rows.items():
            told["comparisons"][name] = comparison_as_json(row.result())
            say(comparison_told(name, row.result()))
        seen = {name: [each.result() for each in rows] for name, rows in watching.items()}
    told["drift"] = {name: [watching_as_json(each) for each in rows] for name, rows in seen.items()}
    say(watchings_told(seen))
    if ratings is not None:
        test = next(iter(seen.values()))[0].test
        for part, plain, lines in _of_the_file(ratings, test, _chance(str(options.seed))):
            told[part] = plain
            say(lines)
    if options.json:
        print(json.dumps(told, indent=2))
    if options.pictures is not None:
        _draw(options.pictures, told)
    if options.page is not None:
        _put(options.page, "\n".join(page))


def _chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 (a simulation keeps no secret)


def _compared(seed: str, world: World, decisions: int) -> Comparison:
    return compared(world, decisions=decisions, chance=_chance(seed))


@dataclass(frozen=True)
class _Try:
    """What is looked for in a setting: other drifts too, and at other heights."""

    setting: Setting
    drifts: Mapping[str, Drift]
    allowed: Sequence[float]


def _tried(number: int, of: int) -> list[_Try]:
    """Give what is tried in a world: in the first everything, in the last other heights too."""
    at_ends = number in {0, of - 1}
    tried = [_Try(Setting(), DRIFTS if number == 0 else ONE_LEVEL, ALLOWED if at_ends else ())]
    return tried + [_Try(each, ONE_LEVEL, ()) for each in VARIED if number == 0]


def _watched(seed: str, world: World, options: argparse.Namespace, tried: _Try) -> Watching:
    return watched(
        world,
        tried.setting,
        assessors=options.assessors,
        chance=_chance(f"{seed} {tried.setting}"),
        drifts=tried.drifts,
        allowed=tried.allowed,
    )


def _of_the_file(
    ratings: Ratings, test: DriftTest, chance: random.Random
) -> Iterator[tuple[str, dict[str, Any], Iterator[str]]]:
    """Give what the file says by its keys and by its order, as JSON and as lines."""
    together, by_assessor = against_keys(ratings, chance=chance)
    if together is not None:
        held = decided(ratings)
        plain = {
            "together": asdict(together),
            "assessors": {name: asdict(each) for name, each in by_assessor.items()},
            "decisions": {name: asdict(each) for name, each in held.items()},
        }
        yield "againstKey", plain, keys_told(together, by_assessor, held)
    found = courses(ratings, test)
    if found:
        plain = {name: asdict(each) for name, each in found.items()}
        yield "inOrder", plain, courses_told(found)


def _draw(folder: Path, told: Mapping[str, Any]) -> None:
    """Draw the first and the last setting that is watched, and how soon a drift is found in all."""
    folder.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys((next(iter(told["drift"])), list(told["drift"])[-1])))
    for number, name in enumerate(names, 1):
        drawing = accuracy_svg(name, told["comparisons"][name])
        (folder / f"study-accuracy-{number}.svg").write_text(drawing, encoding="utf-8")
    rows = {name: told["drift"][name][0]["frontier"] for name in names}
    (folder / "study-drift.svg").write_text(drift_svg(rows), encoding="utf-8")


def _put(page: Path, printed: str) -> None:
    """Put what was printed between the marks of a page."""
    before, _begins, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    _old, _ends, after = rest.partition(ENDS)
    page.write_text(f"{before}{BEGINS}\n{printed}\n{ENDS}{after}", encoding="utf-8")
