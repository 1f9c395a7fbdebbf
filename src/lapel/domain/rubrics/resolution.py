"""How two assessors' judgements become one outcome (R6 to R9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import OUTCOME_OF, Judgement, Level, Outcome, Reason, lower

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lapel.domain.rubrics.levels import Criterion

    Judgements = Mapping[str, Judgement]


# No criterion was scored in a teammate's case.
NOTHING: Mapping[str, Level] = MappingProxyType({})


class Split(StrEnum):
    """How far two judgements of one criterion lie apart."""

    NONE = "none"
    BELOW = "below"
    ACROSS = "across"
    WIDE = "wide"
    UNJUDGED = "unjudged"


class How(StrEnum):
    """How a criterion came to its level."""

    CARRIED = "carried"
    TEAM = "team"
    SAME = "same"
    SINGLE = "single"
    LOWER = "lower"
    SETTLED = "settled"
    ADJUDICATED = "adjudicated"
    APPEALED = "appealed"
    ONE_JUDGED = "one_judged"
    NOT_JUDGED = "not_judged"


class Step(StrEnum):
    """What is to happen next with a case whose two assessors are done."""

    DECIDE = "decide"
    ADJUDICATE = "adjudicate"
    ASK_LEAD = "ask_lead"
    ANOTHER_ASSESSOR = "another_assessor"
    SEND_BACK = "send_back"


@dataclass(frozen=True)
class Finding:
    """The level a criterion resolves to, and how."""

    criterion: str
    required: bool
    level: Level
    how: How


@dataclass(frozen=True)
class Resolution:
    """The next step; `findings` and `outcome` once decided, else the criteria it is about."""

    step: Step
    findings: tuple[Finding, ...] = ()
    outcome: Outcome | None = None
    about: tuple[str, ...] = ()


def split(first: Judgement, second: Judgement) -> Split:
    """Tell how two judgements differ; which assessor said which makes no difference."""
    levels = {first.level, second.level}
    if Level.CANNOT_JUDGE in levels:
        return Split.UNJUDGED
    if len(levels) == 1:
        return Split.NONE
    if Level.YES not in levels:
        return Split.BELOW
    return Split.WIDE if Level.NOT_YET in levels else Split.ACROSS


def resolve(  # noqa: PLR0913 (all that may be known of a criterion)
    criteria: Collection[Criterion],
    first: Judgements,
    second: Judgements,
    *,
    adjudicated: Judgements | None = None,
    carried: Collection[str] = (),
    team: Mapping[str, Level] = NOTHING,
) -> Resolution:
    """Resolve two assessors' judgements of every criterion that is not carried over (R12).

    What is carried was shown, unless `carried` maps it to another level: an optional criterion
    is carried from an earlier award as it stood there (R20). `team` are levels given to a teammate
    for pieces that both share (R24). A required criterion that somebody could not judge comes
    first (R6, R8), then what a lead assessor has to settle (R8, R9); after that the lowest
    required criterion decides (R7). `KeyError` where a judgement is missing.
    """
    rubric = _Rubric(criteria, first, second, adjudicated or {}, carried, team)
    return (
        _unjudged(rubric.unjudged(), first, second)
        or _unsettled(rubric.disputed(), rubric.adjudicated)
        or _decided(rubric.findings())
    )


def _unjudged(keys: list[str], first: Judgements, second: Judgements) -> Resolution | None:
    """Say what follows where a required criterion could not be judged."""
    if not keys:
        return None
    reasons = [(first[key].reason, second[key].reason) for key in keys]
    return Resolution(_remedy(reasons), about=tuple(keys))


def _remedy(reasons: Iterable[tuple[Reason | None, Reason | None]]) -> Step:
    """Give the remedy that both assessors' reasons agree on, or leave it to a lead."""
    kinds = {_kind(reason) for pair in reasons for reason in pair}
    if kinds == {"language"}:
        return Step.ANOTHER_ASSESSOR
    if kinds == {"evidence"}:
        return Step.SEND_BACK
    return Step.ASK_LEAD


def _kind(reason: Reason | None) -> str:
    if reason is None or reason is Reason.PRIVACY:
        return "lead"
    return "language" if reason is Reason.LANGUAGE else "evidence"


def _unsettled(disputed: list[str], adjudicated: Judgements) -> Resolution | None:
    """Say what follows where a lead assessor has yet to score, or could not judge either."""
    if not all(key in adjudicated for key in disputed):
        return Resolution(Step.ADJUDICATE, about=tuple(disputed))
    unjudged = [key for key in disputed if not adjudicated[key].level.is_judged]
    if not unjudged:
        return None
    language = all(adjudicated[key].reason is Reason.LANGUAGE for key in unjudged)
    step = Step.ANOTHER_ASSESSOR if language else Step.SEND_BACK
    return Resolution(step, about=tuple(unjudged))


def _decided(findings: tuple[Finding, ...]) -> Resolution:
    level = Level.YES
    for finding in findings:
        level = lower(level, finding.level) if finding.required else level
    return Resolution(Step.DECIDE, findings, OUTCOME_OF[level])


@dataclass(frozen=True)
class _Rubric:
    """A rubric with all that was said of its criteria."""

    criteria: Collection[Criterion]
    first: Judgements
    second: Judgements
    adjudicated: Judgements
    carried: Collection[str]
    team: Mapping[str, Level]

    def unjudged(self) -> list[str]:
        return [each.key for each in self._required() if self._split(each.key) is Split.UNJUDGED]

    def disputed(self) -> list[str]:
        """List what a lead has to settle: all wide splits, and the others that can matter."""
        wanted = {Split.WIDE} if self._is_settled() else {Split.WIDE, Split.ACROSS}
        return [each.key for each in self._required() if self._split(each.key) in wanted]

    def findings(self) -> tuple[Finding, ...]:
        return tuple(self._finding(each) for each in self.criteria)

    def _required(self) -> list[Criterion]:
        known = {*self.carried, *self.team}
        return [each for each in self.criteria if each.required and each.key not in known]

    def _split(self, key: str) -> Split:
        return split(self.first[key], self.second[key])

    def _is_settled(self) -> bool:
        """Tell whether another criterion holds the outcome at almost or lower in any case.

        Then yes against almost cannot change the outcome. Yes against not yet is adjudicated
        even so, because R8 asks for it without a condition.
        """
        both = (Split.NONE, Split.BELOW)
        keys = [each.key for each in self._required() if self._split(each.key) in both]
        shared = [self.team[each.key] for each in self.criteria if self._is_shared(each)]
        return any(level.is_below for level in (*(self.first[key].level for key in keys), *shared))

    def _is_shared(self, criterion: Criterion) -> bool:
        return criterion.required and criterion.key in self.team

    def _finding(self, criterion: Criterion) -> Finding:
        level, how = self._level(criterion)
        return Finding(criterion.key, criterion.required, level, how)

    def _level(self, criterion: Criterion) -> tuple[Level, How]:
        key = criterion.key
        if key in self.team:
            return self.team[key], How.TEAM
        if key in self.carried:
            kept = self.carried[key] if isinstance(self.carried, Mapping) else Level.YES
            return kept, How.CARRIED
        if criterion.required and key in self.disputed():
            return self.adjudicated[key].level, How.ADJUDICATED
        return _agreed(self.first[key].level, self.second[key].level)


def _agreed(first: Level, second: Level) -> tuple[Level, How]:
    """Give the level of a criterion that no lead settles: the same, the lower, or the only one."""
    judged = [level for level in (first, second) if level.is_judged]
    if not judged:
        return Level.CANNOT_JUDGE, How.NOT_JUDGED
    if len(judged) == 1:
        return judged[0], How.ONE_JUDGED
    if first is second:
        return first, How.SAME
    how = How.LOWER if Level.YES not in judged else How.SETTLED
    return lower(first, second), how
