"""Jobs of qualification: a pause nobody decided in time, and an anchor's new key."""

from __future__ import annotations

from lapel.journey.qualification import actions
from lapel.journey.qualification.events import KeyAgreed, PauseEnds
from lapel.journey.record.events import receives


@receives(PauseEnds)
def escalate_pause(event: PauseEnds) -> None:
    """Tell that no lead has decided."""
    actions.escalate_pause(pause_id=event.pause_id)


@receives(KeyAgreed)
def judge_again(event: KeyAgreed) -> None:
    """Judge anew whoever was held against the old key."""
    actions.judge_again(portfolio_id=event.portfolio_id)
