"""Reads: cases, decisions and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.review.models import Decision

if TYPE_CHECKING:
    from uuid import UUID


def decision(decision_id: UUID) -> Decision:
    """Give a decision with its case, submission and version; `Decision.DoesNotExist` if none.

    `decision.criteria` is `[{"criterion", "required", "level", "how"}]` over the whole rubric.
    """
    found = Decision.objects.select_related("case__submission__person", "case__version", "letter")
    return found.get(id=decision_id)
