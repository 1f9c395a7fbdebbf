"""What an appeal comes to (R14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import ORDER, OUTCOME_OF, Level, Outcome, Reason, lower
from lapel.domain.rubrics.resolution import Finding, How

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from lapel.domain.rubrics.levels import Judgement

TERM = timedelta(days=30)


@dataclass(frozen=True)
class Verdict:
    """What stands after an appeal: every finding, the outcome, and which criteria changed."""

    findings: tuple[Finding, ...]
    outcome: Outcome
    changed: tuple[str, ...]


def may_appeal(*, outcome: Outcome, written_at: datetime, now: datetime) -> bool:
    """Tell whether a decision may still be appealed: below the line, within thirty days."""
    return outcome is not Outcome.EARNED and now - written_at <= TERM


def contestable(findings: Iterable[Finding]) -> list[str]:
    """List the criteria that a teacher may contest: those that came out below yes.

    What was carried from an earlier award was not decided here (R20).
    """
    return [
        each.criterion
        for each in findings
        if each.level is not Level.YES and each.how is not How.CARRIED
    ]


def is_better(new: Level, old: Level) -> bool:
    """Tell whether a level is higher than another; any level is higher than none."""
    return _height(new) > _height(old)


def _height(level: Level) -> int:
    return ORDER.index(level) if level.is_judged else -1


def judged_on_appeal(
    findings: Collection[Finding],
    appealed: Mapping[str, Judgement],
) -> Verdict:
    """Let the levels of the appeal stand where they are better; nothing ever gets worse.

    `appealed` holds the third assessor's judgements of the contested criteria. The outcome is
    again the lowest required criterion (R7).
    """
    after = tuple(_after(each, appealed.get(each.criterion)) for each in findings)
    changed = [new.criterion for new, old in zip(after, findings, strict=True) if new != old]
    level = Level.YES
    for finding in after:
        level = lower(level, finding.level) if finding.required else level
    return Verdict(after, OUTCOME_OF[level], tuple(changed))


def _after(finding: Finding, judgement: Judgement | None) -> Finding:
    if judgement is None or not is_better(judgement.level, finding.level):
        return finding
    return Finding(finding.criterion, finding.required, judgement.level, How.APPEALED)


def goes_to_another(appealed: Mapping[str, Judgement], *, asked_before: int) -> bool:
    """Tell whether what a third assessor could not judge is put before another one.

    For want of the language always (R6: never the teacher's burden); for another reason once.
    `asked_before` counts who could not judge before her.
    """
    reasons = {each.reason for each in appealed.values() if each.reason}
    return Reason.LANGUAGE in reasons or (bool(reasons) and not asked_before)
