"""What assessors gave, as the ratings that figures are computed from; nobody is named in them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from lapel.domain.rubrics.levels import ORDER
from lapel.domain.rubrics.ratings import Rating, Ratings
from lapel.domain.rubrics.reliability import DoubleScored
from lapel.journey.review.models import Appeal, Score, Seat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.catalogue.models import MicroCredential

SEATS = (Seat.FIRST, Seat.SECOND)
_PLACES = {level.value: place for place, level in enumerate(ORDER)}


def ratings_of(microcredential: MicroCredential, *, since: datetime | None = None) -> Ratings:
    """Give what two assessors gave blind, of every decided case that two scored (R10).

    An artefact is a case, an assessor the id of a person, `order` her own sequence by the locks.
    Cases still open are left out: figures of few could tell the next assessor of them (R5).
    """
    return _ratings(_scored_twice(microcredential, since))


def adjudications_of(microcredential: MicroCredential, *, since: datetime | None = None) -> Ratings:
    """Give what lead assessors gave on the cases of `ratings_of`, under the same names."""
    return _ratings(_scores(microcredential, [Seat.ADJUDICATOR], since))


def double_scored_of(
    microcredential: MicroCredential, *, since: datetime | None = None
) -> list[DoubleScored]:
    """Give the same as a reliability card takes it: a pair of levels for each criterion of a case.

    The pair stands in the order of the seats, with None for what could not be judged.
    """
    cases: dict[UUID, dict[str, list[int | None]]] = {}
    for case, seat, _assessor, criterion, level, _at in _scored_twice(microcredential, since):
        pair = cases.setdefault(case, {}).setdefault(criterion, [None, None])
        pair[SEATS.index(Seat(seat))] = _PLACES.get(level)
    disputed = _scores(microcredential, [Seat.ADJUDICATOR], since)
    adjudicated = {case for case, *_rest in disputed}
    appeals = Appeal.objects.filter(case__microcredential=microcredential)
    appealed = set(appeals.values_list("case", flat=True))
    scored = [
        DoubleScored([*pairs.values()], adjudicated=case in adjudicated, appealed=case in appealed)
        for case, pairs in cases.items()
    ]
    # In an order that no id has a part in, so that equal ratings give equal figures anywhere.
    return sorted(scored, key=repr)


_Line = tuple["UUID", int, "UUID", str, str, "datetime"]


def _scored_twice(microcredential: MicroCredential, since: datetime | None) -> list[_Line]:
    lines = _scores(microcredential, SEATS, since)
    seats = Counter(case for case, _seat in {(case, seat) for case, seat, *_rest in lines})
    return [line for line in lines if seats[line[0]] == len(SEATS)]


def _scores(
    microcredential: MicroCredential, seats: Sequence[Seat], since: datetime | None
) -> list[_Line]:
    """Read what counts: locked, not replaced, on a decided case, in one query."""
    found = Score.objects.filter(
        assessment__case__microcredential=microcredential,
        assessment__case__decision__isnull=False,
        assessment__seat__in=seats,
        assessment__locked_at__isnull=False,
        assessment__ended_at__isnull=True,
    )
    if since is not None:
        found = found.filter(assessment__case__decision__decided_at__gte=since)
    names = ("case", "seat", "assessor", "criterion", "level", "locked_at")
    columns = [name if name in ("criterion", "level") else f"assessment__{name}" for name in names]
    lines = found.order_by("assessment__case", "assessment__seat", "criterion")
    return cast("list[_Line]", list(lines.values_list(*columns)))


def _ratings(lines: Sequence[_Line]) -> Ratings:
    order = _orders(lines)
    return Ratings(
        tuple(
            Rating(
                artefact=str(case),
                assessor=str(assessor),
                criterion=criterion,
                level=_PLACES.get(level),
                order=order[assessor, case],
            )
            for case, _seat, assessor, criterion, level, _at in lines
        )
    )


def _orders(lines: Sequence[_Line]) -> dict[tuple[UUID, UUID], int]:
    """Give each case its number, from 1, in the order in which an assessor locked hers."""
    locks = sorted({(assessor, at, case) for case, _s, assessor, _c, _l, at in lines})
    done: Counter[UUID] = Counter()
    order = {}
    for assessor, _at, case in locks:
        done[assessor] += 1
        order[assessor, case] = done[assessor]
    return order
