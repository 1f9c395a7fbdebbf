"""Facts that sharing announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardSharedWithDistrict(Event):
    """A holder let her district see an award."""

    award_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class DistrictConsentWithdrawn(Event):
    """A holder took that leave back."""

    award_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaperOrdered(Event):
    """A holder wants another signed form of her badge, or a transcript."""

    paper_id: UUID
