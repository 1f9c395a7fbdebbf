"""Facts that the catalogue announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID  # noqa: TC003 (pydantic reads the annotation at run time)

from lapel.journey.record.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Event):
    """A micro-credential has a new current version."""

    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class StackPublished(Event):
    """A stack can be earned from now on."""

    stack_id: UUID
