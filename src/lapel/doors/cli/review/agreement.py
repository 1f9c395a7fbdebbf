"""`lapel review agreement`: how far the assessors of a file of ratings agree, without Django."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.measuring import FEWEST_ANCHORS, FEWEST_KEYED, measured
from lapel.domain.rubrics.reliability import FEWEST, RESAMPLES
from lapel.doors.cli.lowlevel import Parser, printable
from lapel.doors.cli.review.files import TOO_FEW, UNREADABLE, ratings_in, take_file
from lapel.doors.cli.review.severity import severity_as_json, severity_of, severity_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.rubrics.measuring import Measured, Report
    from lapel.domain.rubrics.ratings import Ratings
    from lapel.domain.rubrics.reliability import Figure

NAMES = {
    "exact": "exact agreement",
    "adjacent": "exact or adjacent",
    "cohen": "Cohen's kappa",
    "cohen_linear": "  linear weights",
    "cohen_quadratic": "  quadratic weights",
    "fleiss": "Fleiss' kappa",
    "fleiss_linear": "  linear weights",
    "fleiss_quadratic": "  quadratic weights",
    "alpha_nominal": "Krippendorff's alpha, nominal",
    "alpha_ordinal": "Krippendorff's alpha, ordinal",
    "ac1": "Gwet's AC1",
    "ac2": "Gwet's AC2, ordinal weights",
}
_EXPLANATION = f"""\
The file is CSV with a header, a line for each criterion of an artefact that an assessor scored:

  artefact,assessor,criterion,level,key,order
  lesson-7,ben,uptake,almost,,12
  lesson-7,bola,uptake,yes,,3

level is not_yet, almost, yes, or cannot_judge (a gap); --levels names other scales. The last two
columns may be left out: key is the agreed level of an anchor, order the assessor's own sequence.

Figures count artefacts that two or more scored; under {FEWEST} there is none. Intervals are of
95 per cent, from {RESAMPLES} resamples of whole artefacts. Cohen's kappa stands only where the file
has two assessors. With keys each assessor is held against them, from {FEWEST_KEYED} ratings on
{FEWEST_ANCHORS} anchors on.

Severity is that of a many-facet Rasch model, in logits beside the mean of the file's assessors,
with a standard error. Where groups of assessors share no artefact it says so and gives none.

exit codes:
  0  figures were printed
  2  the file cannot be read; each bad line is told
  3  too few were scored twice for any figure
  64 wrong usage

examples:
  lapel review agreement --ratings ratings.csv
  lapel review agreement --ratings ratings.csv --json > figures.json
  lapel review agreement --ratings essays.csv --levels 1,2,3,4,5,6
"""


def run(argv: Sequence[str]) -> int:
    """Print the figures of the file that `argv` names."""
    parser = Parser("review agreement", "Say how far assessors agree.", _EXPLANATION)
    take_file(parser, required=True)
    parser.add_argument(
        "--resamples", type=int, default=RESAMPLES, metavar="N", help="of the bootstrap"
    )
    options = parser.parse_args(argv)
    if options.resamples < 1:
        parser.error("--resamples: one or more")
    ratings = ratings_in(options.ratings, options.levels)
    if ratings is None:
        return UNREADABLE
    chance = random.Random(options.seed)  # noqa: S311 (resampling keeps no secret)
    report = measured(ratings, chance=chance, resamples=options.resamples)
    severity = severity_of(ratings)
    if options.json:
        told = {**_as_plain(report), "severity": severity_as_json(severity)}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        print("\n".join((*_readable(ratings, report), *severity_told(severity))))
    return 0 if report.together.figures else TOO_FEW


def _as_plain(report: Report) -> dict[str, Any]:
    told: dict[str, Any] = {
        "together": _plain(report.together),
        "criteria": {name: _plain(each) for name, each in report.by_criterion.items()},
    }
    if report.against_key:
        told["againstKey"] = _plain(report.against_key)
        told["assessors"] = {name: _plain(each) for name, each in report.by_assessor.items()}
    return told


def _plain(found: Measured) -> dict[str, Any]:
    figures = {
        name: {"value": each.value, "low": each.low, "high": each.high}
        for name, each in found.figures.items()
    }
    return {"artefacts": found.artefacts, "units": found.units, "figures": figures or None}


def _readable(ratings: Ratings, report: Report) -> Iterator[str]:
    yield (
        f"{len(ratings.ratings)} ratings by {len(ratings.assessors)} assessors "
        f"on {len(ratings.criteria)} criteria."
    )
    yield from _section("All criteria", report.together)
    yield from _sections("Criterion", report.by_criterion)
    if report.against_key:
        yield from _section("Against the keys, all assessors", report.against_key)
        yield from _sections("Against the keys,", report.by_assessor)


def _sections(what: str, found: Mapping[str, Measured]) -> Iterator[str]:
    for name, each in found.items():
        yield from _section(f"{what} {name}", each)


def _section(title: str, found: Measured) -> Iterator[str]:
    yield ""
    if not found.figures:
        yield printable(f"{title}: insufficient data (n = {found.artefacts})")
        return
    yield printable(f"{title} (n = {found.artefacts} artefacts, {found.units} units)")
    for name, figure in found.figures.items():
        yield f"  {NAMES[name]:<32}{_said(figure)}"


def _said(figure: Figure) -> str:
    if figure.value is None:
        return "undefined: no variation"
    if figure.low is None or figure.high is None:
        return f"{figure.value:6.3f}   no interval: too little variation"
    return f"{figure.value:6.3f}   [{figure.low:.3f}, {figure.high:.3f}]"
