"""Jobs of plan: the best plan is worked out, and who left is forgotten."""

from __future__ import annotations

from lapel.journey.authoring.events import LevelsPublished
from lapel.journey.diagnosis.events import DiagnosisFinished
from lapel.journey.people.events import PersonLeft
from lapel.journey.plan import actions
from lapel.journey.plan.actions.keep_levels import keep_levels
from lapel.journey.plan.events import BetterPlanWanted, HoldingEnds
from lapel.journey.record.events import receives


@receives(BetterPlanWanted, heavy=True)
def work_out(event: BetterPlanWanted) -> None:
    """Solve to the optimum, in a child of its own."""
    actions.work_out(plan_id=event.plan_id, revision=event.revision, because=event.because)


@receives(DiagnosisFinished)
def look_at_what_was_found(event: DiagnosisFinished) -> None:
    """Have the best plan worked out for who knows more of herself now."""
    actions.note_found(diagnosis_id=event.diagnosis_id)


@receives(HoldingEnds)
def look_at_what_ended(event: HoldingEnds) -> None:
    """Look at the plan of who holds something no longer, since its end is over."""
    actions.note_over(award_id=event.award_id)


@receives(PersonLeft)
def forget_who_left(event: PersonLeft) -> None:
    """Erase where somebody wanted to go."""
    actions.forget_plan(person_id=event.person_id)


@receives(LevelsPublished, heavy=True)
def keep_what_was_reached(event: LevelsPublished) -> None:
    """See to it that levels described anew take nothing from anybody."""
    if event.before_id is not None:
        keep_levels(version_id=event.version_id, before_id=event.before_id)
