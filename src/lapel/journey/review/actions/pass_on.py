"""Pass on to a teammate what an appeal or a second look made better for a shared piece (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.attempts import criteria_to_score
from lapel.domain.rubrics.levels import OUTCOME_OF, Level, lower
from lapel.domain.rubrics.resolution import Finding, How, Resolution, Step
from lapel.journey.evidence.actions import amend_outcome
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import last_attempt
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, sha256_of
from lapel.journey.review.actions.decide_case import record_of, write_letter
from lapel.journey.review.actions.moves import held, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.events import Decided
from lapel.journey.review.models import Case, Decision, TeamFinding
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries.decisions import findings_of, locked
from lapel.journey.review.queries.team import better_for_teammates

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def pass_on_to_teammate(*, person: Person, case_id: UUID) -> Decision:
    """Let a decided case have the better level that a teammate's now has for the same piece.

    A lead of the organisation does, never on her own work. Decision and letter supersede those
    that stand, which are kept. `Refusal` where nothing is better there, or a later attempt was
    made.
    """
    with transaction.atomic():
        case = held(case_id)
        leads = may_lead(person, case.microcredential.organisation)
        if not leads or case.submission.person_id == person.pk:
            raise PermissionDenied
        better = list(better_for_teammates(Case.objects.filter(pk=case.pk)))
        if not better or last_attempt(case.submission.draft) != case.submission:
            raise Refusal(_("There is nothing to pass on to this case any more."))
        _take_over(better)
        return _decide_anew(case, person, {each.criterion for each in better})


def _take_over(better: list[TeamFinding]) -> None:
    for each in better:
        source = each.decision.case.decision
        assert source is not None
        levels = {line["criterion"]: line["level"] for line in source.criteria}
        each.decision, each.level, each.at = source, levels[each.criterion], now()
        each.save()


def _resolved(case: Case, before: Decision, changed: set[str]) -> Resolution:
    levels = {each.criterion: Level(each.level) for each in case.team_findings.all()}
    findings = tuple(
        Finding(each.criterion, each.required, levels[each.criterion], How.TEAM)
        if each.criterion in changed
        else each
        for each in findings_of(before)
    )
    lowest = Level.YES
    for each in findings:
        lowest = lower(lowest, each.level) if each.required else lowest
    return Resolution(Step.DECIDE, findings, OUTCOME_OF[lowest])


def _decide_anew(case: Case, person: Person, changed: set[str]) -> Decision:
    before = case.decision
    assert before is not None
    found, assessments = _resolved(case, before, changed), list(locked(case))
    assert found.outcome is not None
    record: dict[str, Any] = record_of(case, found=found, assessments=assessments)
    record["passed_on"] = {"supersedes": before.record_hash, "changed": sorted(changed)}
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
    write_letter(decision, found=found, assessments=assessments, note=_why())
    facts = {"record_hash": decision.record_hash}
    tell(case, action="decision recorded", actor=person, facts=facts)
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
    return decision


def _why() -> str:
    return _(
        "The piece that you share with colleagues was scored again, with a better outcome. A lead "
        "assessor has passed that on to you; this letter takes the place of the earlier one."
    )
