"""What nobody has measured yet, stated by judgement, in one place; every page that uses it says so.

Cuts are where “yes” becomes likelier than “almost” on a criterion of that level (ADR 36).
"""

from __future__ import annotations

from lapel.domain.measurement.later import STEPS, Standing
from lapel.journey.catalogue.models import Level

CUTS: dict[str, float] = {
    level.value: STEPS[standing][1] for level, standing in zip(Level, Standing, strict=True)
}
# In logits of a micro-credential's own competency: by its hours, and never more than the most.
GAIN_AN_HOUR, MOST_GAIN = 0.04, 0.8
# What she named as her problem matters so many times as much as the rest.
FOCUS = 2.0
# Of somebody of whom nothing is known, where there are no questions yet.
MEAN, SD = 0.0, 1.0


def gain(hours: float) -> float:
    """Give what a micro-credential of so many hours is judged to add, in logits."""
    return min(MOST_GAIN, hours * GAIN_AN_HOUR)
