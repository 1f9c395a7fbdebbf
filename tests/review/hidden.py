"""Anchors to hide among cases: their work is a real submission's, so that nothing else differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.qualification.models import AgreedKey, Portfolio
from lapel.journey.record.queries import now
from review.stage import CRITERIA

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case


def anchor_like(case: Case, lead: Person, *, level: str = "yes", number: int = 1) -> Portfolio:
    """Make an anchor of the very work of a case; its agreed key is one level throughout."""
    portfolio = Portfolio.objects.create(
        version=case.version,
        language=case.language,
        use=Portfolio.Use.ANCHOR,
        name=f"anchor-{number}",
        title="What the lead knows of it",
        number=number,
        manifest=case.submission.manifest,
        source_hash="0" * 64,
        added_by=lead,
        added_at=now(),
    )
    for criterion in CRITERIA:
        AgreedKey.objects.create(
            portfolio=portfolio,
            criterion=criterion,
            level=level,
            reason="It is there.",
            agreed_by=lead,
            agreed_at=now(),
        )
    return portfolio
