"""What tests of routing share: an established micro-credential, and draws as wished."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lapel.domain.rubrics.routing import drawn
from lapel.journey.record.queries import now
from lapel.journey.review.models import Reliability, Route

if TYPE_CHECKING:
    from lapel.journey.review.models import Case
    from review.stage import Stage


def measured(stage: Stage, *, n: int = 40, low: float | None = 0.7) -> None:
    """Keep a reliability card with these figures, as the job that measures would."""
    figures = {"alpha_ordinal": [0.8, low, 0.9]}
    card = {"figures": figures, "adjudicationRate": 0.1, "appealRate": 0.0}
    Reliability.objects.update_or_create(
        microcredential=stage.microcredential,
        defaults={"double_scored": n, "card": card, "data_hash": "", "measured_at": now()},
    )


def draw(case: Case, *, low: bool) -> None:
    """Give a case a seed that draws under .2, or not."""
    seeds = (number.to_bytes(32, "big") for number in count())
    seed = next(each for each in seeds if (drawn(each, str(case.pk)) < 0.2) == low)
    Route.objects.filter(case=case).update(seed=seed)
