"""Take over what was scored in a teammate's case for the pieces that both share (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.resolution import Step
from lapel.journey.record.queries import now
from lapel.journey.review.actions.moves import end_open_seats, held, move, tell
from lapel.journey.review.actions.resolve_case import resolve_case
from lapel.journey.review.models import Assessment, Case, Decision, TeamFinding
from lapel.journey.review.queries.decisions import resolution_of, team_levels, to_be_scored
from lapel.journey.review.queries.team import (
    OPEN,
    cases_of_teammates,
    found_by_teammates,
)

if TYPE_CHECKING:
    from uuid import UUID

DISPUTED = (State.DISCREPANT, State.ADJUDICATION)


def spread_decision(*, decision_id: UUID) -> None:
    """Let the open cases of teammates take over what was decided; run twice, it does it once."""
    decision = Decision.objects.select_related("case__submission").get(pk=decision_id)
    for each in cases_of_teammates(decision.case.submission).filter(state__in=OPEN):
        case = held(each.pk)
        if case.state in OPEN and take_from_team(case):
            settle_with_team(case)


def take_from_team(case: Case) -> bool:
    """Keep what teammates' decisions say of shared pieces; true where something is new.

    Call it inside a transaction that holds the case. What its assessors gave for these criteria
    stays theirs and does not count.
    """
    known = {each.criterion: each for each in case.team_findings.all()}
    found = {
        key: word
        for key, word in found_by_teammates(case).items()
        if key not in known or known[key].decision_id != word[1].pk
    }
    for key, (level, decision) in found.items():
        TeamFinding.objects.update_or_create(
            case=case,
            criterion=key,
            defaults={"level": level, "decision": decision, "at": now()},
        )
    if found:
        hashes = sorted({decision.record_hash for _level, decision in found.values()})
        facts = {"criteria": sorted(found), "decisions": hashes}
        tell(case, action="taken from the team", actor=None, facts=facts)
    return bool(found)


def settle_with_team(case: Case) -> None:
    """Go on with a case that teammates' decisions leave nothing to do in; else leave it as it is.

    One that is held learns of it when it goes on.
    """
    if not team_levels(case):
        return
    if case.state in (State.QUEUED, State.IN_REVIEW):
        decide_if_all_is_known(case)
    elif case.state in DISPUTED and _is_settled(case):
        end_open_seats(case, ending=Assessment.Ending.CLOSED)
        resolve_case(case)


def _is_settled(case: Case) -> bool:
    found = resolution_of(case)
    return found is not None and found.step is Step.DECIDE


def decide_if_all_is_known(case: Case) -> None:
    """Decide a case in which nothing is left to score; its assessors are set free."""
    if to_be_scored(case):
        return
    end_open_seats(case, ending=Assessment.Ending.CLOSED)
    if case.state == State.QUEUED:
        move(case, to=State.IN_REVIEW)
    resolve_case(case)
