"""What becomes of refreshes with the award that they carry from (R20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.evidence.actions import halt_refreshes
from lapel.journey.evidence.models import Refresh
from lapel.journey.issuing.actions.issue_award import issue_award
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import ground_of, refreshes_waiting_for
from lapel.journey.review.queries import decision

if TYPE_CHECKING:
    from uuid import UUID


def follow_decision(*, decision_id: UUID) -> Award | None:
    """Issue the award that a decision earned; for the job on `review.Decided`.

    None where it is a refresh whose older award is suspended or revoked: what was carried
    from it is not shown by anything then. Once it is reinstated, `issue_waiting` goes on.
    """
    ground = ground_of(decision(decision_id))
    if ground is not None and ground.state != Award.State.ISSUED:
        return None
    return issue_award(decision_id=decision_id)


def halt(*, award_id: UUID) -> None:
    """Stop what would be carried from an award that was suspended or revoked, or let it go on."""
    state = Award.objects.values_list("state", flat=True).get(pk=award_id)
    why = {
        Award.State.SUSPENDED: Refresh.Halted.SUSPENDED,
        Award.State.REVOKED: Refresh.Halted.REVOKED,
    }
    halt_refreshes(award_id=award_id, why=why.get(Award.State(state), ""))


def issue_waiting(*, award_id: UUID) -> list[Award]:
    """Issue the refreshes that were earned while an award was suspended."""
    found = [follow_decision(decision_id=each) for each in refreshes_waiting_for(award_id)]
    return [each for each in found if each is not None]
