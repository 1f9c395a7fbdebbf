"""Facts that diagnosis announces; none of them says how anybody did."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class CalibrationOrdered(Event):
    """A designer wants the bank calibrated on what was answered so far."""

    calibration_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """A designer asks a colleague to read a wording."""

    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewWithdrawn(Event):
    """Who asked a colleague to read a wording asks no more."""

    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class WordingReviewed(Event):
    """A colleague said of a wording whether it is fit to be asked."""

    review_id: UUID


@dataclass(frozen=True, kw_only=True)
class DiagnosisFinished(Event):
    """A diagnosis is over; whose it is and how it went is not said."""

    diagnosis_id: UUID
