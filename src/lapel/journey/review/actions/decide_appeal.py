"""Decide an appeal by what the third assessor said: another decision, another letter (R14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.appeals import goes_to_another, judged_on_appeal
from lapel.domain.rubrics.attempts import criteria_to_score
from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.lifecycle import State
from lapel.domain.rubrics.resolution import Resolution, Step
from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.actions import close_submission
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.actions.appeal_decision import end_appeal
from lapel.journey.review.actions.decide_case import comment_of, line_of, record_of
from lapel.journey.review.actions.moves import move, tell
from lapel.journey.review.actions.resolve_case import vacate
from lapel.journey.review.events import AppealDecided
from lapel.journey.review.models import Appeal, Assessment, Decision, Letter, Seat
from lapel.journey.review.queries import findings_of, judgements_of
from lapel.journey.review.queries.decisions import locked

if TYPE_CHECKING:
    from lapel.domain.rubrics.appeals import Verdict
    from lapel.domain.rubrics.resolution import Finding
    from lapel.journey.review.models import Case, Score


def decide_appeal(case: Case) -> Decision | None:
    """Let better levels stand, write decision and letter; the earlier ones are kept.

    None where she could not judge and another assessor is asked. Call it inside the transaction
    of the lock.
    """
    assessment = locked(case).get(seat=Seat.APPEAL)
    judged = judgements_of(assessment)
    if goes_to_another(judged, asked_before=_could_not_judge(case)):
        vacate(case, about=tuple(judged))
        return None
    before = case.decision
    assert before is not None
    verdict = judged_on_appeal(findings_of(before), judged)
    decision = _record(case, before, verdict)
    _write_letter(decision, before.letter, verdict, list(assessment.scores.all()))
    _close(case, decision, verdict)
    return decision


def _could_not_judge(case: Case) -> int:
    replaced = Assessment.Ending.REPLACED
    return case.assessments.filter(seat=Seat.APPEAL, ending=replaced).count()


def _record(case: Case, before: Decision, verdict: Verdict) -> Decision:
    found = Resolution(Step.DECIDE, verdict.findings, verdict.outcome)
    record = record_of(case, found=found, assessments=list(locked(case)))
    record["appeal"] = {
        "supersedes": before.record_hash,
        "contested": case.appeal.criteria,
        "changed": list(verdict.changed),
    }
    decision = Decision.objects.create(
        case=case,
        supersedes=before,
        outcome=verdict.outcome,
        criteria=record["criteria"],
        record=record,
        record_hash=sha256_of(record),
        decided_at=now(),
    )
    case.decision = decision
    case.save(update_fields=["decision"])
    tell(case, action="decision recorded", actor=None, facts={"record_hash": decision.record_hash})
    return decision


def _close(case: Case, decision: Decision, verdict: Verdict) -> None:
    ending = Appeal.Ending.CHANGED if verdict.changed else Appeal.Ending.STANDS
    end_appeal(case, ending=ending)
    move(case, to=State.APPEAL_DECIDED, facts={"outcome": verdict.outcome, "appeal": ending})
    levels = {each.criterion: each.level for each in verdict.findings}
    close_submission(
        submission_id=case.submission.pk,
        outcome=Submission.Outcome(str(verdict.outcome)),
        open_criteria=criteria_to_score(levels, reads={}),
    )
    announce(
        AppealDecided(
            appeal_id=case.appeal.pk,
            submission_id=case.submission.pk,
            decision_id=decision.pk,
            outcome=verdict.outcome,
        )
    )


def _write_letter(
    decision: Decision, earlier: Letter, verdict: Verdict, scores: list[Score]
) -> None:
    rubric = {each["key"]: each for each in criteria(decision.case.version)}
    said = {score.criterion: score for score in scores}
    was = {part["criterion"]: part for part in earlier.parts}
    parts = [
        _part(each, rubric[each.criterion], was[each.criterion], said[each.criterion])
        if each.criterion in said
        else was[each.criterion]
        for each in verdict.findings
    ]
    Letter.objects.create(decision=decision, parts=parts, written_at=decision.decided_at)


def _part(
    finding: Finding, criterion: dict[str, Any], was: dict[str, Any], score: Score
) -> dict[str, Any]:
    """Write a contested criterion's part: before and after, and why, in the third one's words.

    Where the level stays, what the first two wrote stays beneath: its next steps still hold.
    """
    met = finding.level is Level.YES
    changed = finding.level != was["level"]
    hers = [comment_of(score)] if score.comment or score.anchors else []
    return {
        **was,
        **line_of(finding),
        "met": met,
        "words": criterion["levels"].get(finding.level, ""),
        "target": "" if met else criterion["levels"][Level.YES],
        "comments": hers if changed else [*hers, *was["comments"]],
        "before": was["level"],
    }
