"""Jobs of currency: plans learn what counts towards a renewal."""

from __future__ import annotations

from lapel.journey.currency.actions import tell_plans
from lapel.journey.currency.events import RecognitionChanged
from lapel.journey.record.events import receives


@receives(RecognitionChanged)
def tell_plans_what_counts(event: RecognitionChanged) -> None:
    """Let plans know what a statement counts as a number, or that it counts no more."""
    tell_plans(recognition_id=event.recognition_id)
