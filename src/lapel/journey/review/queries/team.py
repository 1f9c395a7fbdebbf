"""What is scored once for a team, and where it was (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.appeals import is_better
from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.domain.rubrics.resolution import How
from lapel.journey.catalogue.queries import criteria, team_criteria
from lapel.journey.evidence.queries import teammates_attempts
from lapel.journey.review.models import Case, Decision, TeamFinding
from lapel.journey.review.queries.decisions import team_levels
from lapel.journey.review.queries.sheet import pieces_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Submission

    Pieces = frozenset[tuple[str | None, ...]]

# Of a piece, what a level was given for; what is covered in it may change without it.
_SAME = ("id", "slot", "sha256", "captions", "title", "note", "ai_use")
_NOT_SCORED = (How.TEAM, How.CARRIED, How.NOT_JUDGED)
# A case that may still take over what a teammate's says.
OPEN = [state for state in State if state not in {*FINAL, State.APPEAL, State.HOLD_VIVA}]


def cases_of_teammates(submission: Submission) -> QuerySet[Case]:
    """Give the cases of others that hold a piece which this one shares."""
    attempts = teammates_attempts(submission)
    found = Case.objects.filter(submission__in=attempts.values("pk"))
    return found.select_related("submission", "version", "decision").order_by("opened_at", "pk")


def found_by_teammates(case: Case) -> dict[str, tuple[Level, Decision]]:
    """Give what teammates' standing decisions say of the very same pieces, the latest word.

    Only of criteria that rest on shared pieces alone, all of them shared, and that were scored
    there.
    """
    wanted = [key for key in team_criteria(case.version) if key in case.open_criteria]
    reads = {each["key"]: each["reads"] for each in criteria(case.version)}
    mine = {key: _held(case.submission, reads[key]) for key in wanted}
    found: dict[str, tuple[Level, Decision]] = {}
    decided = cases_of_teammates(case.submission).filter(
        decision__isnull=False, version__rubric_hash=case.version.rubric_hash
    )
    for other in decided.order_by("decision__decided_at"):
        decision = other.decision
        assert decision is not None
        for key, level in _scored(decision).items():
            if mine.get(key) and mine[key] == _held(other.submission, reads[key]):
                found[key] = (level, decision)
    return found


def _scored(decision: Decision) -> dict[str, Level]:
    lines = (each for each in decision.criteria if each["how"] not in _NOT_SCORED)
    return {each["criterion"]: Level(each["level"]) for each in lines}


def _held(submission: Submission, places: Collection[str]) -> Pieces:
    """Give what an attempt holds in these places; nothing where a piece there is not shared."""
    here = [each for each in submission.manifest["artefacts"] if each["slot"] in places]
    if not all("team" in each for each in here):
        return frozenset()
    return frozenset(tuple(each[name] for name in _SAME) for each in here)


def shared_comments(case: Case, criterion: str) -> list[dict[str, Any]]:
    """Give a teammate's letter's words on a criterion, with those places that are here as well.

    A quote from what she wrote herself is left out: her words are for her alone.
    """
    finding = case.team_findings.select_related("decision__letter").get(criterion=criterion)
    parts = finding.decision.letter.parts
    part = next(each for each in parts if each["criterion"] == criterion)
    pieces = {each.source: each for each in pieces_of(case.submission, case.version)}
    return [
        {
            **comment,
            "anchors": [
                anchor
                for anchor in comment["anchors"]
                if anchor["source"].startswith("artefact:")
                and anchor["source"] in pieces
                and anchor.get("quote", "") in pieces[anchor["source"]].quotable
            ],
        }
        for comment in part["comments"]
    ]


def better_for_teammates(led: QuerySet[Case]) -> Iterator[TeamFinding]:
    """Yield, of decided cases, what a teammate's appeal or second look has since made better.

    Where it was scored in both cases, or here first, the finding is a new one, not saved yet.
    """
    decided = led.filter(state__in=[State.DECIDED, State.APPEAL_DECIDED], look_state="")
    yield from _better_than_taken(decided)
    yield from _better_than_scored(decided)


def _better_than_taken(decided: QuerySet[Case]) -> Iterator[TeamFinding]:
    found = TeamFinding.objects.filter(case__in=decided, decision__case__decision__isnull=False)
    found = found.select_related("case__version", "case__decision", "decision__case__decision")
    for each in found.order_by("case__opened_at", "criterion"):
        now_there, now_here = (
            _standing_level(each, each.decision.case),
            _standing_level(each, each.case),
        )
        if now_there and now_here and is_better(now_there, now_here):
            yield each


def _better_than_scored(decided: QuerySet[Case]) -> Iterator[TeamFinding]:
    changed = Case.objects.filter(
        decision__supersedes__isnull=False, version__in=decided.values("version")
    ).select_related("submission", "version", "decision")
    for there in changed.order_by("opened_at", "pk"):
        mates = cases_of_teammates(there.submission)
        for here in mates.filter(pk__in=decided.values("pk")):
            yield from _better_there(here, there)


def _better_there(here: Case, there: Case) -> Iterator[TeamFinding]:
    assert here.decision is not None
    assert there.decision is not None
    reads = {each["key"]: each["reads"] for each in criteria(here.version)}
    standing, taken = _scored(here.decision), team_levels(here)
    for key, level in _scored(there.decision).items():
        if key not in team_criteria(here.version) or key in taken or key not in standing:
            continue
        same = _held(here.submission, reads[key])
        if same and same == _held(there.submission, reads[key]) and is_better(level, standing[key]):
            yield TeamFinding(case=here, criterion=key, level=level, decision=there.decision)


def _standing_level(finding: TeamFinding, case: Case) -> Level | None:
    assert case.decision is not None
    lines = {each["criterion"]: Level(each["level"]) for each in case.decision.criteria}
    return lines.get(finding.criterion)
