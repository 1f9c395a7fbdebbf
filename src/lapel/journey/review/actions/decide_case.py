"""Write the decision and the letter (R7, R11, R18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.attempts import criteria_to_score
from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.resolution import How
from lapel.failpoint import failpoint
from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.actions import close_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.actions.moves import move, tell
from lapel.journey.review.events import Decided
from lapel.journey.review.models import Decision, Letter, Seat
from lapel.journey.review.queries import judgements_of
from lapel.journey.review.queries.decisions import locked
from lapel.journey.review.queries.routing import route_record
from lapel.journey.review.queries.team import shared_comments

if TYPE_CHECKING:
    from lapel.domain.rubrics.resolution import Finding, Resolution
    from lapel.journey.review.models import Assessment, Case, Score


def decide_case(case: Case, *, found: Resolution) -> Decision:
    """Decide a case as resolved: decision, letter, the record's hash in the chain, the news."""
    if found.outcome is None:
        raise ValueError("only a resolution with an outcome can be decided")
    assessments = list(locked(case))
    record = record_of(case, found=found, assessments=assessments)
    decision = Decision.objects.create(
        case=case,
        supersedes=case.decision,
        outcome=found.outcome,
        criteria=record["criteria"],
        record=record,
        record_hash=sha256_of(record),
        decided_at=now(),
    )
    case.decision = decision
    case.save(update_fields=["decision"])
    write_letter(decision, found=found, assessments=assessments)
    tell(case, action="decision recorded", actor=None, facts={"record_hash": decision.record_hash})
    move(case, to=State.DECIDED, facts={"outcome": found.outcome})
    _close(case, found)
    announce(
        Decided(submission_id=case.submission.pk, decision_id=decision.pk, outcome=found.outcome)
    )
    failpoint("review.decided-uncommitted")
    return decision


def _close(case: Case, found: Resolution) -> None:
    levels = {each.criterion: each.level for each in found.findings}
    close_submission(
        submission_id=case.submission.pk,
        outcome=Submission.Outcome(str(found.outcome)),
        open_criteria=criteria_to_score(levels, reads={}),
    )


def record_of(case: Case, *, found: Resolution, assessments: list[Assessment]) -> dict[str, Any]:
    """Give what stands behind a decision; who sat where is left to the seats (R18)."""
    record = {
        "format": "lapel/decision@1",
        "case": str(case.pk),
        "submission": str(case.submission_id),
        "manifest_hash": case.submission.manifest_hash,
        "version": str(case.version_id),
        "rubric_hash": case.version.rubric_hash,
        "outcome": found.outcome,
        "criteria": [line_of(each) for each in found.findings],
        "judgements": [_judged(each) for each in assessments],
        "routing": route_record(case),
        "decided_at": now().isoformat(),
    }
    shared = case.team_findings.order_by("criterion").select_related("decision")
    team = [{"criterion": each.criterion, "decision": each.decision.record_hash} for each in shared]
    return {**record, "team": team} if team else record


def line_of(finding: Finding) -> dict[str, Any]:
    """Give one criterion's line of a record or letter."""
    return {
        "criterion": finding.criterion,
        "required": finding.required,
        "level": finding.level,
        "how": finding.how,
    }


def _judged(assessment: Assessment) -> dict[str, Any]:
    levels = judgements_of(assessment)
    return {
        "seat": assessment.seat,
        "locked_at": assessment.locked_at.isoformat() if assessment.locked_at else "",
        "levels": {key: levels[key].level for key in sorted(levels)},
    }


def write_letter(
    decision: Decision, *, found: Resolution, assessments: list[Assessment], note: str = ""
) -> None:
    """Write the letter on a decision (R11); `note` comes before an adjudicator's own."""
    case = decision.case
    rubric = {each["key"]: each for each in criteria(case.version)}
    notes = [each.note for each in assessments if each.seat == Seat.ADJUDICATOR]
    parts = [_part(each, rubric[each.criterion], case, assessments) for each in found.findings]
    Letter.objects.create(
        decision=decision,
        note="\n\n".join(each for each in (note, *notes) if each),
        parts=parts,
        written_at=decision.decided_at,
    )


def _part(
    finding: Finding, criterion: dict[str, Any], case: Case, assessments: list[Assessment]
) -> dict[str, Any]:
    """Write a criterion's part: outcome, the rubric's words, places, next steps (R11).

    What was scored once for a team has the words of a teammate's letter (R24).
    """
    if finding.how is How.TEAM:
        said = shared_comments(case, finding.criterion)
    else:
        said = [comment_of(each) for each in _speaking(finding, assessments)]
    met = finding.level is Level.YES
    return {
        **line_of(finding),
        "title": criterion["title"],
        "met": met,
        "words": criterion["levels"].get(finding.level, ""),
        "target": "" if met else criterion["levels"][Level.YES],
        "comments": said,
    }


def _speaking(finding: Finding, assessments: list[Assessment]) -> list[Score]:
    """Choose whose words go into the letter, the lead assessor's first.

    Those who placed the criterion on the side of the line where it came to stand; so both where
    both were below (R8), and never praise for what has yet to be shown.
    """
    if finding.how is How.CARRIED:
        return []
    scores = [
        score
        for each in sorted(assessments, key=lambda each: -each.seat)
        for score in each.scores.all()
        if score.criterion == finding.criterion and (score.comment or score.anchors)
    ]
    below = finding.level.is_below
    return [score for score in scores if Level(score.level).is_below == below]


def comment_of(score: Score) -> dict[str, Any]:
    """Give what an assessor wrote on a criterion; no next step where it is met."""
    met = score.level == Level.YES
    return {
        "comment": score.comment,
        "next_step": "" if met else score.next_step,
        "anchors": score.anchors,
    }
