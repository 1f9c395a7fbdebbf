"""Facts that integrity announces; none of them is a machine's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class InquiryOpened(Event):
    """A lead asks a teacher about a submission; its assessment is to wait."""

    submission_id: UUID
    inquiry_id: UUID


@dataclass(frozen=True, kw_only=True)
class InquiryAnswered(Event):
    """The teacher replied; a person is to find now."""

    submission_id: UUID
    inquiry_id: UUID


@dataclass(frozen=True, kw_only=True)
class InquiryClosed(Event):
    """A person found: nothing, explain, viva, closed or referred (models.Finding)."""

    submission_id: UUID
    inquiry_id: UUID
    finding: str
