"""Appeals: what may be appealed, what became of it, and how many there are (R14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from lapel.domain.rubrics.appeals import TERM, contestable, may_appeal
from lapel.domain.rubrics.levels import Level, Outcome
from lapel.domain.rubrics.lifecycle import State
from lapel.journey.evidence.models import Submission
from lapel.journey.record.queries import now
from lapel.journey.review.models import LEVELS, Appeal, Case, Decision
from lapel.journey.review.queries.decisions import findings_of
from lapel.journey.review.queries.letters import Reading, reading_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential

# Under this many decisions no counts are shown: as for the figures of the reliability card.
ENOUGH = 20


@dataclass(frozen=True)
class Appeals:
    """How many decisions there were, were appealed, and what became of those that are decided.

    `upheld` counts appeals after which the decision stands, `changed` those after which at least
    one level is better. What was taken back, or is open, is in `appealed` alone.
    """

    decided: int
    appealed: int
    upheld: int
    changed: int

    @property
    def rest(self) -> int:
        """Count the appeals on which nobody has decided: open ones, and those taken back."""
        return self.appealed - self.upheld - self.changed

    @property
    def is_enough(self) -> bool:
        """Tell whether there are so many decisions that the counts say something."""
        return self.decided >= ENOUGH


@dataclass(frozen=True)
class AppealReading:
    """An appeal as the teacher reads it; `earlier` is the letter it was about, once decided."""

    appeal: Appeal
    rows: list[dict[str, Any]]
    earlier: Reading | None

    @property
    def is_open(self) -> bool:
        """Tell whether it is still being heard."""
        return self.appeal.ended_at is None

    @property
    def is_decided(self) -> bool:
        """Tell whether a third assessor has decided it."""
        return self.appeal.ending in (Appeal.Ending.CHANGED, Appeal.Ending.STANDS)

    @property
    def is_changed(self) -> bool:
        """Tell whether anything is better than it was."""
        return self.appeal.ending == Appeal.Ending.CHANGED


def has_open_appeal(case: Case) -> bool:
    """Tell whether an appeal of this case is being heard."""
    return Appeal.objects.filter(case=case, ended_at__isnull=True).exists()


def appealable(case: Case) -> list[str]:
    """List the criteria a teacher may contest now; none where the decision cannot be appealed."""
    decision = case.decision
    if decision is None or case.state != State.DECIDED or _is_past(case):
        return []
    in_time = may_appeal(
        outcome=Outcome(decision.outcome), written_at=decision.letter.written_at, now=now()
    )
    return contestable(findings_of(decision)) if in_time else []


def _is_past(case: Case) -> bool:
    """Tell whether it was appealed before, or another attempt was made after it."""
    draft = Submission.objects.filter(draft=case.submission.draft_id)
    later = draft.filter(number__gt=case.submission.number)
    return getattr(case, "appeal", None) is not None or later.exists()


def last_day_to_appeal(decision: Decision) -> datetime:
    """Give the moment until which a decision may be appealed."""
    return decision.letter.written_at + TERM


def appeal_of(submission: Submission) -> AppealReading | None:
    """Give the appeal of a submission for its teacher, with each contested criterion's levels."""
    found = Appeal.objects.filter(case__submission=submission)
    appeal = found.select_related("case__decision", "case__version", "decision__letter").first()
    if appeal is None:
        return None
    before = {part["criterion"]: part for part in appeal.decision.letter.parts}
    decided = appeal.ending in (Appeal.Ending.CHANGED, Appeal.Ending.STANDS)
    assert appeal.case.decision is not None
    after = {each["criterion"]: each["level"] for each in appeal.case.decision.criteria}
    rows = [
        {
            "title": before[key]["title"],
            "before": LEVELS[Level(before[key]["level"])],
            "after": LEVELS[Level(after[key])] if decided else "",
            "is_better": decided and after[key] != before[key]["level"],
        }
        for key in appeal.criteria
    ]
    earlier = reading_of(appeal.decision.letter, submission) if decided else None
    return AppealReading(appeal, rows, earlier)


def appeals_among(cases: QuerySet[Case]) -> QuerySet[Appeal]:
    """Give the appeals of these cases: the open ones first, then the others as they ended."""
    found = Appeal.objects.filter(case__in=cases.order_by().values("pk"))
    found = found.select_related("case__version")
    found = found.defer("case__version__content", "case__version__search_text")
    return found.order_by(F("ended_at").desc(nulls_first=True), "opened_at")


def appeals_of(microcredential: MicroCredential) -> Appeals:
    """Count the decisions on a micro-credential, over all its versions, and their appeals."""
    told = Case.objects.filter(microcredential=microcredential).aggregate(
        decided=_counted("decisions", decisions__supersedes=None),
        appealed=_counted("appeal"),
        upheld=_counted("appeal", appeal__ending=Appeal.Ending.STANDS),
        changed=_counted("appeal", appeal__ending=Appeal.Ending.CHANGED),
    )
    return Appeals(**told)


def _counted(name: str, **wanted: Any) -> Count:
    return Count(name, filter=Q(**wanted) if wanted else None, distinct=True)
