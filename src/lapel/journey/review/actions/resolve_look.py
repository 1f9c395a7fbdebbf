"""What comes of a second look: the same, a better decision at once, a worse one by a lead (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.attempts import criteria_to_score
from lapel.domain.rubrics.levels import ORDER, OUTCOME_OF, Outcome
from lapel.domain.rubrics.lifecycle import Look
from lapel.domain.rubrics.resolution import Step
from lapel.journey.evidence.actions import amend_outcome
from lapel.journey.evidence.models import Submission
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.actions.decide_case import record_of, write_letter
from lapel.journey.review.actions.moves import end_seat, held, move_look, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.actions.score_again import give_up_look, has_later_attempt
from lapel.journey.review.events import CaseHeld, Decided, SeatOffered
from lapel.journey.review.models import Assessment, Decision, Seat, SecondLook
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries.decisions import locked, resolution_of
from lapel.journey.review.queries.looks import open_look

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.rubrics.resolution import Resolution
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Case

OUTCOMES_UP = [OUTCOME_OF[level] for level in ORDER]
# R8's day for what a lead has to decide.
HOLD_DAYS = 1


def resolve_look(case: Case) -> None:
    """Do what both scorings ask for; nothing until the second seat is locked.

    Call it inside the transaction of the lock, or of the conclusion of an adjudication.
    """
    look, found = open_look(case), resolution_of(case)
    scored = locked(case).filter(seat=Seat.SECOND).exists()
    if look is None or found is None or not scored:
        return
    if has_later_attempt(case):
        give_up_look(case)
    elif found.step is Step.DECIDE:
        _compare(case, look, found)
    elif found.step is Step.ADJUDICATE:
        move_look(case, look=look, to=Look.DISCREPANT)
        _offer(case, "adjudication")
    else:
        _ask_another(case, look)


def _compare(case: Case, look: SecondLook, found: Resolution) -> None:
    assert found.outcome is not None
    look.outcome = found.outcome
    before = OUTCOMES_UP.index(Outcome(look.decision.outcome))
    after = OUTCOMES_UP.index(found.outcome)
    if after == before:
        move_look(case, look=look, to=Look.SAME)
    elif after > before:
        _decide_anew(case, look, found, note=_better())
        move_look(case, look=look, to=Look.BETTER)
    else:
        move_look(case, look=look, to=Look.FOR_A_LEAD)
        case.hold_until = business_deadline(case.microcredential.organisation, now(), HOLD_DAYS)
        case.save(update_fields=["hold_until"])
        announce(CaseHeld(case_id=case.pk, why="judgement"))


def _better() -> str:
    return _(
        "A second assessor scored your work again as a check on our own scoring, without knowing "
        "of the first. The outcome is better than the one you were told; this letter takes the "
        "place of the earlier one."
    )


def _ask_another(case: Case, look: SecondLook) -> None:
    """Offer the seat of who could not judge to somebody else; the first scoring stays."""
    last = locked(case).order_by("-seat").first()
    assert last is not None
    end_seat(case, assessment=last, ending=Assessment.Ending.REPLACED)
    if last.seat == Seat.ADJUDICATOR:
        move_look(case, look=look, to=Look.DISCREPANT)
        _offer(case, "adjudication")
    else:
        _offer(case, "scoring")


def _offer(case: Case, work: str) -> None:
    announce(SeatOffered(case_id=case.pk, microcredential_id=case.microcredential_id, work=work))


def settle_look(*, person: Person, case_id: UUID, keep: bool, words: str) -> None:
    """Decide whether a lower outcome stands, and say why (R17).

    A lead of the organisation does, never on her own work. `keep` leaves the first decision as it
    is. Otherwise there is a new decision with her words in the letter; an award is left as it is:
    only an officer takes it back (R19), and is told.
    """
    with transaction.atomic():
        case = held(case_id)
        leads = may_lead(person, case.microcredential.organisation)
        if not leads or case.submission.person_id == person.pk:
            raise PermissionDenied
        look = open_look(case)
        if look is None or look.state != Look.FOR_A_LEAD:
            raise Refusal(_("This case no longer waits for a decision."))
        if not words.strip():
            raise Refusal(_("Say in a sentence why."))
        _settle(case, look, person, keep=keep, words=words.strip())


def _settle(case: Case, look: SecondLook, person: Person, *, keep: bool, words: str) -> None:
    case.hold_until = None
    case.save(update_fields=["hold_until"])
    look.settled_by, look.words = person, words
    if not keep:
        found = resolution_of(case)
        assert found is not None
        _decide_anew(case, look, found, note=words)
    move_look(case, look=look, to=Look.KEPT if keep else Look.WORSE, actor=person, words=words)


def _decide_anew(case: Case, look: SecondLook, found: Resolution, *, note: str) -> None:
    """Let another decision and letter supersede those that stand; both are kept."""
    assert found.outcome is not None
    before, assessments = look.decision, list(locked(case))
    record = record_of(case, found=found, assessments=assessments)
    record["second_look"] = {"supersedes": before.record_hash, "why": look.why}
    decision = Decision.objects.create(
        case=case,
        supersedes=before,
        outcome=found.outcome,
        criteria=record["criteria"],
        record=record,
        record_hash=sha256_of(record),
        decided_at=now(),
    )
    case.decision = decision
    case.save(update_fields=["decision"])
    write_letter(decision, found=found, assessments=assessments, note=note)
    tell(case, action="decision recorded", actor=None, facts={"record_hash": decision.record_hash})
    amend_outcome(
        submission_id=case.submission.pk,
        outcome=Submission.Outcome(str(found.outcome)),
        open_criteria=criteria_to_score(
            {each.criterion: each.level for each in found.findings}, reads={}
        ),
    )
    announce(
        Decided(submission_id=case.submission.pk, decision_id=decision.pk, outcome=found.outcome)
    )
