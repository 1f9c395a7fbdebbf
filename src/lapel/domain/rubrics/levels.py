"""Levels, reasons and outcomes (R6, R7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What an assessor may say of a criterion (R6)."""

    YES = "yes"
    ALMOST = "almost"
    NOT_YET = "not_yet"
    CANNOT_JUDGE = "cannot_judge"

    @property
    def is_judged(self) -> bool:
        """Tell whether this is a level at all, rather than the lack of one."""
        return self is not Level.CANNOT_JUDGE

    @property
    def is_below(self) -> bool:
        """Tell whether this stands below the line, which runs between yes and almost."""
        return self in (Level.ALMOST, Level.NOT_YET)


ORDER = (Level.NOT_YET, Level.ALMOST, Level.YES)


def lower(first: Level, second: Level) -> Level:
    """Give the lower of two judged levels; `ValueError` where one is no level."""
    return ORDER[min(ORDER.index(first), ORDER.index(second))]


class Reason(StrEnum):
    """Why an assessor cannot judge a criterion (R6)."""

    UNREADABLE = "unreadable"
    WRONG_ARTEFACT = "wrong_artefact"
    TOO_SHORT = "too_short"
    PRIVACY = "privacy"
    LANGUAGE = "language"
    OFF_TASK = "off_task"


class Outcome(StrEnum):
    """What a submission comes to (R7)."""

    EARNED = "earned"
    ALMOST = "almost"
    NOT_YET = "not_yet"


OUTCOME_OF = {
    Level.YES: Outcome.EARNED,
    Level.ALMOST: Outcome.ALMOST,
    Level.NOT_YET: Outcome.NOT_YET,
}


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric; an optional one never blocks (R7)."""

    key: str
    required: bool = True


@dataclass(frozen=True)
class Judgement:
    """What one assessor said of one criterion; a reason is given exactly if she cannot judge."""

    level: Level
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Refuse a reason without need, and a missing one."""
        if self.level.is_judged == (self.reason is not None):
            raise ValueError("a reason belongs to 'cannot judge', and only there")
