"""Jobs of issuing: awards follow decisions, stacks follow awards, lists and keys are signed."""

from __future__ import annotations

from lapel.domain.rubrics.levels import Outcome
from lapel.journey.issuing import actions
from lapel.journey.issuing.actions.tell_diagnosis import (
    tell_diagnosis,
    tell_diagnosis_of_end,
    tell_diagnosis_of_revoked,
)
from lapel.journey.issuing.events import (
    AwardIssued,
    AwardReinstated,
    AwardRevoked,
    AwardSignedAnew,
    AwardsIssued,
    AwardSuspended,
    BatchConfirmed,
    BatchKept,
    ChangeWaits,
    CheckpointSigned,
    EndorsementAccepted,
    EntriesWaiting,
    KeyDisowned,
    KeyOrdered,
    LogResumed,
    StatusListChanged,
)
from lapel.journey.issuing.queries import award
from lapel.journey.people.events import PersonLeft
from lapel.journey.qualification.events import Qualified
from lapel.journey.record.events import receives
from lapel.journey.review.events import AppealDecided, Decided


@receives(Decided, heavy=True)
def issue_award(event: Decided) -> None:
    """Sign the award that a decision earned."""
    if event.outcome == Outcome.EARNED:
        actions.follow_decision(decision_id=event.decision_id)


@receives(AppealDecided, heavy=True)
def issue_award_on_appeal(event: AppealDecided) -> None:
    """Sign the award that an appeal earned (R14)."""
    if event.outcome == Outcome.EARNED:
        actions.follow_decision(decision_id=event.decision_id)


@receives(AwardSuspended)
def halt_what_a_suspended_award_carries(event: AwardSuspended) -> None:
    """Let nothing be submitted that would be carried from it."""
    actions.halt(award_id=event.award_id)


@receives(AwardRevoked)
def halt_what_a_revoked_award_carries(event: AwardRevoked) -> None:
    """Let nothing be submitted that would be carried from it."""
    actions.halt(award_id=event.award_id)


@receives(AwardReinstated)
def go_on_with_what_it_carries(event: AwardReinstated) -> None:
    """Let refreshes go on whose older award stands again."""
    actions.halt(award_id=event.award_id)


@receives(AwardReinstated, heavy=True)
def issue_waiting(event: AwardReinstated) -> None:
    """Sign what was earned while it was suspended."""
    actions.issue_waiting(award_id=event.award_id)


@receives(Qualified, heavy=True)
def issue_qualification(event: Qualified) -> None:
    """Sign the credential of an assessor who qualified."""
    actions.issue_qualification(qualification_id=event.qualification_id)


@receives(AwardIssued, heavy=True)
def award_stacks(event: AwardIssued) -> None:
    """Sign the stacks that an award completes."""
    actions.award_stacks(award_id=event.award_id)


@receives(StatusListChanged, heavy=True)
def sign_status_list(event: StatusListChanged) -> None:
    """Sign a list that changed or grows old."""
    actions.sign_status_list(status_list_id=event.status_list_id)


@receives(KeyOrdered, heavy=True)
def make_key(event: KeyOrdered) -> None:
    """Make a key that was ordered."""
    actions.make_ordered_key(key_id=event.key_id)


@receives(KeyDisowned, heavy=True)
def sign_awards_anew(event: KeyDisowned) -> None:
    """Sign anew what a stolen key had really signed."""
    actions.sign_awards_anew(key_id=event.key_id, skipped=event.skipped)


@receives(AwardReinstated, heavy=True)
def sign_anew(event: AwardReinstated) -> None:
    """Sign anew an award whose suspension is over."""
    actions.sign_anew(award_id=event.award_id)


@receives(ChangeWaits, heavy=True)
def sign_change(event: ChangeWaits) -> None:
    """Sign anew the awards of a change, a round at a time."""
    actions.sign_change(change_id=event.change_id, skipped=event.skipped, tries=event.tries)


@receives(EntriesWaiting, heavy=True)
def sequence_log(_event: EntriesWaiting) -> None:
    """Enter in the log what waits."""
    actions.sequence_log()


@receives(CheckpointSigned, heavy=True)
def ask_witnesses(event: CheckpointSigned) -> None:
    """Have the log's witnesses cosign."""
    actions.ask_witnesses(number=event.log)


@receives(LogResumed)
def resume_jobs(_event: LogResumed) -> None:
    """Offer again what was refused while the log was held."""
    actions.resume_jobs()


@receives(PersonLeft)
def forget_holder(event: PersonLeft) -> None:
    """Keep no identifier of somebody who left."""
    actions.forget_holder(person_id=event.person_id)


@receives(AwardIssued, heavy=True)
def draw_picture(event: AwardIssued) -> None:
    """Have the badge's picture ready before anybody asks for it."""
    actions.draw_picture(achievement=award(event.award_id).achievement)


@receives(BatchConfirmed, heavy=True)
def issue_batch(event: BatchConfirmed) -> None:
    """Issue a round of a batch."""
    actions.go_on_with_batch(batch_id=event.batch_id)


@receives(AwardsIssued, heavy=True)
def follow_chunk(event: AwardsIssued) -> None:
    """Draw the picture of a batch's badge, and sign the stacks that its awards complete."""
    actions.follow_chunk(batch_id=event.batch_id, chunk=event.chunk)


@receives(BatchKept)
def forget_batch(event: BatchKept) -> None:
    """Keep no addresses of a table that is over."""
    actions.forget_batch(batch_id=event.batch_id)


@receives(PersonLeft)
def forget_recipient(event: PersonLeft) -> None:
    """Keep nobody in a table who left."""
    actions.forget_recipient(person_id=event.person_id)


@receives(EndorsementAccepted, heavy=True)
def sign_endorsement(event: EndorsementAccepted) -> None:
    """Sign an endorsement that was accepted."""
    actions.sign_endorsement(endorsement_id=event.endorsement_id)


@receives(KeyDisowned)
def sign_endorsements_anew(event: KeyDisowned) -> None:
    """Have signed anew what a stolen key had said of others."""
    actions.sign_endorsements_anew(key_id=event.key_id)


@receives(PersonLeft)
def forget_endorsements(event: PersonLeft) -> None:
    """Keep nothing that was said of somebody who left."""
    actions.forget_endorsements(person_id=event.person_id)


@receives(AwardIssued)
def tell_plan_of_award(event: AwardIssued) -> None:
    """Let her plan know that she holds it."""
    actions.tell_plan(award_id=event.award_id)


@receives(AwardsIssued)
def tell_plans_of_chunk(event: AwardsIssued) -> None:
    """Let the plans of a chunk's holders know."""
    actions.tell_plan_of_chunk(batch_id=event.batch_id, chunk=event.chunk)


@receives(AwardSignedAnew)
def tell_of_its_end(event: AwardSignedAnew) -> None:
    """Let her plan and what is known of her follow the end that it has now."""
    actions.tell_plan(award_id=event.award_id)
    tell_diagnosis_of_end(award_id=event.award_id)


@receives(AwardRevoked)
def tell_plan_of_revoked_award(event: AwardRevoked) -> None:
    """Let her plan know that it counts no more."""
    actions.tell_plan(award_id=event.award_id)


@receives(AwardSuspended)
def tell_plan_of_suspended_award(event: AwardSuspended) -> None:
    """Let her plan know that it does not count for now."""
    actions.tell_plan(award_id=event.award_id)


@receives(AwardReinstated)
def tell_plan_of_reinstated_award(event: AwardReinstated) -> None:
    """Let her plan know that it counts again."""
    actions.tell_plan(award_id=event.award_id)


@receives(Decided)
def tell_diagnosis_of_decision(event: Decided) -> None:
    """Let what is known of her move with what people decided on her work."""
    tell_diagnosis(decision_id=event.decision_id)


@receives(AppealDecided)
def tell_diagnosis_of_appeal(event: AppealDecided) -> None:
    """Let it move with what stands after an appeal."""
    tell_diagnosis(decision_id=event.decision_id)


@receives(AwardIssued)
def tell_diagnosis_of_issued_award(event: AwardIssued) -> None:
    """Let what earned it count as long as it does."""
    tell_diagnosis_of_end(award_id=event.award_id)


@receives(AwardRevoked)
def tell_diagnosis_of_revoked_award(event: AwardRevoked) -> None:
    """Let it be as if that had not been decided."""
    tell_diagnosis_of_revoked(award_id=event.award_id)
