"""What is known of how reliably a version was scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.journey.review.models import Decision, Seat

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version

# Under this many double-scored submissions no figure is given (DOMAIN.md, reliability card).
ENOUGH = 20


@dataclass(frozen=True)
class Snapshot:
    """Submissions scored by two, and on how many of their criteria both chose the same level."""

    double_scored: int
    ratings: int
    same: int

    @property
    def is_enough(self) -> bool:
        """Tell whether figures may be given."""
        return self.double_scored >= ENOUGH


def reliability_of(version: Version) -> Snapshot:
    """Count over all decided submissions on a version; a criterion carried over counts not."""
    pairs = [
        pair
        for record in Decision.objects.filter(stands_in__version=version).values_list(
            "record", flat=True
        )
        if (pair := _pair(record))
    ]
    scored = [(one[key], other[key]) for one, other in pairs for key in one.keys() & other.keys()]
    return Snapshot(len(pairs), len(scored), sum(one == other for one, other in scored))


def _pair(record: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]] | None:
    levels = {each["seat"]: each["levels"] for each in record["judgements"]}
    if Seat.FIRST in levels and Seat.SECOND in levels:
        return levels[Seat.FIRST], levels[Seat.SECOND]
    return None
