"""Forget the fingerprints of what a teacher took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.integrity.models import Match, Piece

if TYPE_CHECKING:
    from uuid import UUID


def forget_prints(*, submission_id: UUID) -> None:
    """Remove a withdrawn attempt's fingerprints and open matches, but what is asked about."""
    with transaction.atomic():
        for name in ("newer", "older"):
            Match.objects.filter(state=Match.State.OPEN, **{name: submission_id}).delete()
        asked = Match.objects.filter(newer=submission_id) | Match.objects.filter(
            older=submission_id
        )
        if not asked.exists():
            Piece.objects.filter(submission=submission_id).delete()
