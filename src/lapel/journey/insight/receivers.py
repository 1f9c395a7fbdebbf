"""Jobs of insight: who finished a diagnosis is counted on the first of a month."""

from __future__ import annotations

from lapel.journey.diagnosis.events import DiagnosisFinished
from lapel.journey.insight import actions
from lapel.journey.insight.events import WavesDue
from lapel.journey.record.events import receives


@receives(DiagnosisFinished)
def wait_for_a_wave(_event: DiagnosisFinished) -> None:
    """See to it that there is a day to count on."""
    actions.await_waves()


@receives(WavesDue)
def publish_waves(event: WavesDue) -> None:
    """Count whoever waits."""
    actions.publish_waves(day=event.day)
