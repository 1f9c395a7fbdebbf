"""What a file of ratings says by its own keys and its own order: decisions, and drift in time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from lapel.domain.rubrics.drift import Source, Standing, Watch, sign_of
from lapel.domain.rubrics.levels import ORDER, Criterion, Level, Outcome
from lapel.domain.rubrics.resolution import Step, resolve
from lapel.domain.rubrics.study.strategies import Decision, double, single
from lapel.domain.rubrics.study.world import JUDGEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lapel.domain.rubrics.drift import DriftTest
    from lapel.domain.rubrics.ratings import Rating, Ratings
    from lapel.domain.rubrics.study.world import Scoring


@dataclass
class Decided:
    """Decisions that a file allows: how many were wrong either way, and how many stay open.

    Open is what two would have to have adjudicated where nobody else scored.
    """

    decisions: int = 0
    wrong_awards: int = 0
    wrong_refusals: int = 0
    open: int = 0

    def take(self, decision: Decision, *, earned: bool) -> None:
        """Count a decision beside the key's."""
        self.decisions += 1
        self.wrong_awards += decision.earned and not earned
        self.wrong_refusals += earned and not decision.earned


def decided(ratings: Ratings) -> dict[str, Decided]:
    """Decide under R6 to R9, every criterion required, and hold it against the keys.

    Only artefacts count whose every criterion has a key, and scorings without a gap. Each scoring
    decides alone; two decide together, the first of the file, with the third to adjudicate.
    """
    rubric = tuple(Criterion(each) for each in ratings.criteria)
    found = {"single": Decided(), "double": Decided()}
    for together in ratings.artefacts():
        keys = {each.criterion: JUDGEMENTS[each.key] for each in together if each.key is not None}
        if len(keys) < len(rubric):
            continue
        earned = resolve(rubric, keys, keys).outcome is Outcome.EARNED
        whole = [each for each in _scorings(together).values() if len(each) == len(rubric)]
        for each in whole:
            found["single"].take(single(rubric, [each]), earned=earned)
        if len(whole) > 2 or (
            len(whole) == 2 and resolve(rubric, *whole).step is not Step.ADJUDICATE
        ):
            found["double"].take(double(rubric, [*whole, whole[0]]), earned=earned)
        elif len(whole) == 2:
            found["double"].open += 1
    return found


def _scorings(together: Iterable[Rating]) -> dict[str, Scoring]:
    """Give each assessor's levels of one artefact, in the order of the file; gaps are left out."""
    found: dict[str, dict[str, object]] = {}
    for each in together:
        if each.level is not None:
            found.setdefault(each.assessor, {})[each.criterion] = JUDGEMENTS[each.level]
    return found  # type: ignore[return-value]  # judgements, as JUDGEMENTS are


@dataclass(frozen=True)
class Course:
    """What R17's test would have done to an assessor; places are those of the column `order`.

    None where it would not have come to it. Nothing is said of what follows a pause.
    """

    signs: int
    warned_at: int | None
    paused_at: int | None
    direction: str


def courses(ratings: Ratings, test: DriftTest) -> Mapping[str, Course]:
    """Run the test over every assessor's scorings in their order.

    A scoring is held against the key where its artefact has one, else against all others who
    scored the artefact; without either it is no sign.
    """
    by_artefact = {each[0].artefact: each for each in ratings.artefacts()}
    ordered = sorted(
        (each for each in ratings.ratings if each.order is not None),
        key=lambda each: (each.assessor, each.order, each.artefact),
    )
    return {
        assessor: _course(
            [
                (order or 0, by_artefact[artefact], assessor)
                for (order, artefact), _lines in groupby(lines, key=attrgetter("order", "artefact"))
            ],
            test,
        )
        for assessor, lines in groupby(ordered, key=attrgetter("assessor"))
    }


def _course(scorings: Sequence[tuple[int, Sequence[Rating], str]], test: DriftTest) -> Course:
    watch, signs, warned, paused = Watch(), 0, None, None
    for order, together, assessor in scorings:
        keys = _by_criterion((each.criterion, each.key) for each in together)
        hers = _by_criterion(
            (each.criterion, each.level) for each in together if each.assessor == assessor
        )
        others: dict[str, dict[str, Level]] = {}
        for each in together:
            if each.assessor != assessor and each.level is not None:
                others.setdefault(each.assessor, {})[each.criterion] = ORDER[each.level]
        references, source = (
            ([keys], Source.ANCHOR) if keys else (list(others.values()), Source.OTHERS)
        )
        sign = sign_of(hers, references, source=source)
        if sign is None:
            continue
        watch, signs = watch.after(sign, test), signs + 1
        standing = watch.standing(test)
        if standing is not Standing.STEADY and warned is None:
            warned = order
        if standing is Standing.PAUSED:
            paused = order
            break
    return Course(
        signs, warned, paused, "more lenient" if watch.lenient > watch.severe else "more severe"
    )


def _by_criterion(levels: Iterable[tuple[str, int | None]]) -> dict[str, Level]:
    return {criterion: ORDER[level] for criterion, level in levels if level is not None}
