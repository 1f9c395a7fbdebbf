"""The one way a case changes its state, and the one way a seat ends (R21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lapel.domain.rubrics.lifecycle import (
    FINAL,
    LOOK_OVER,
    Look,
    State,
    look_may_follow,
    may_follow,
)
from lapel.journey.integrity.actions import come_back
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.review.events import ClockEnds, DeskClockEnds, LookEnded, SeatOffered
from lapel.journey.review.models import Assessment, Case
from lapel.journey.review.queries.desk_clock import desk_clock
from lapel.journey.review.queries.history import AGGREGATE
from lapel.journey.review.queries.looks import open_look

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.journey.review.models import SecondLook


def held(case_id: UUID) -> Case:
    """Read a case and hold its row for the rest of the transaction, so that writers queue up."""
    return (
        Case.everything.select_for_update(of=("self",))
        .select_related("submission", "portfolio", "version", "microcredential")
        .get(pk=case_id)
    )


def move(
    case: Case,
    *,
    to: State,
    actor: Person | None = None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> None:
    """Change a case's state and note it in the submission's chain; an illegal step raises."""
    before = State(case.state)
    if not may_follow(before, to):
        raise ValueError(f"a case cannot go from {before} to {to}")
    case.state = to
    case.ended_at = now() if to in FINAL else None
    case.save(update_fields=["state", "ended_at"])
    tell(
        case,
        action="state changed",
        actor=actor,
        facts={"from": before, "to": to, **(facts or {})},
        words=words,
    )
    if to in FINAL:
        _let_back(case)


def _let_back(case: Case) -> None:
    """Let those who scored a case see again what was found alike in it: it is over (R5)."""
    if case.submission_id is not None:
        come_back(submission_id=case.submission_id)


def tell(
    case: Case,
    *,
    action: str,
    actor: Person | None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> None:
    """Note an act on a case in its submission's chain."""
    note(
        aggregate=AGGREGATE,
        aggregate_id=case.chain,
        action=action,
        actor=actor.pk if actor else None,
        facts=facts or {},
        words=words,
    )


def wind_clocks(case: Case) -> None:
    """Have the ends of a case's two clocks told: its teacher's, and that of whoever assesses."""
    announce(ClockEnds(case_id=case.pk), due_at=case.breach_at)
    announce(DeskClockEnds(case_id=case.pk), due_at=desk_clock(case).breach_at)


def end_seat(
    case: Case,
    *,
    assessment: Assessment,
    ending: Assessment.Ending,
    actor: Person | None = None,
    words: str = "",
) -> None:
    """Free a seat; what was scored there stays its assessor's and never counts (R4)."""
    assessment.ended_at = now()
    assessment.ending = ending
    assessment.save(update_fields=["ended_at", "ending"])
    facts = {"seat": assessment.seat, "ending": str(ending)}
    tell(case, action="seat left", actor=actor, facts=facts, words=words)


def end_open_seats(case: Case, *, ending: Assessment.Ending) -> None:
    """Free every seat of a case that is not locked."""
    for assessment in case.assessments.filter(ended_at__isnull=True, locked_at__isnull=True):
        end_seat(case, assessment=assessment, ending=ending)


def end_lapsed_seats(*, case: Case | None = None, person: Person | None = None) -> None:
    """Free the seats whose eight hours are over, of one case or one person."""
    whose = Q(case=case) if case else Q(assessor=person)
    over = Assessment.objects.filter(
        whose, ended_at__isnull=True, locked_at__isnull=True, lease_until__lte=now()
    )
    for assessment in over.select_related("case"):
        lapse(assessment)


def lapse(assessment: Assessment) -> None:
    """Free a seat whose lease is over; an adjudication goes back to waiting for a lead."""
    case = held(assessment.case_id)
    end_seat(case, assessment=assessment, ending=Assessment.Ending.LAPSED)
    offer(case)


def move_look(
    case: Case, *, look: SecondLook, to: Look, actor: Person | None = None, words: str = ""
) -> None:
    """Change a second look's state and note it in the chain; an illegal step raises."""
    before = Look(look.state)
    if not look_may_follow(before, to):
        raise ValueError(f"a second look cannot go from {before} to {to}")
    over = to in LOOK_OVER
    look.state, look.ended_at = to, now() if over else None
    look.save()
    case.look_state = "" if over else to
    case.save(update_fields=["look_state"])
    facts = {"look": str(look.pk), "look_from": before, "look_to": to}
    tell(case, action="second look", actor=actor, facts=facts, words=words)
    if over:
        _let_back(case)
        announce(LookEnded(case_id=case.pk, look_id=look.pk, state=to))


def move_to_adjudication(case: Case, *, person: Person) -> None:
    """Let a lead assessor begin to settle a case, or a second look at one."""
    look = open_look(case)
    if look is None:
        move(case, to=State.ADJUDICATION, actor=person)
    else:
        move_look(case, look=look, to=Look.ADJUDICATION, actor=person)


def _back_to_discrepant(case: Case) -> None:
    look = open_look(case)
    if look is None:
        move(case, to=State.DISCREPANT)
    else:
        move_look(case, look=look, to=Look.DISCREPANT)


def offer(case: Case) -> None:
    """Offer a case's free seat again; a lapsed adjudication goes back to waiting.

    A hidden anchor is offered to nobody else, so nobody is told.
    """
    if case.is_anchor:
        return
    if case.stage is State.ADJUDICATION:
        _back_to_discrepant(case)
    work = "adjudication" if case.stage is State.DISCREPANT else "scoring"
    announce(SeatOffered(case_id=case.pk, microcredential_id=case.microcredential_id, work=work))
