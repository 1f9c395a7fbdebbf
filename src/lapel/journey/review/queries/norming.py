"""The first cases of a rubric side by side, for those who scored them and for leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.catalogue.queries import criteria
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.review.models import LEVELS, Assessment, Case, Norming, Seat
from lapel.journey.review.queries.covered import gone_from, shown_score
from lapel.journey.review.queries.decisions import locked

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Person
    from lapel.journey.review.models import Score

DECIDED = (State.DECIDED, State.APPEAL_DECIDED)
ORDER = ("not_yet", "almost", "yes", "cannot_judge")


@dataclass(frozen=True)
class NormedRow:
    """One criterion: what both said, the lower first, and what it came to; nobody is named."""

    title: str
    said: list[dict[str, Any]]
    decided: Any
    differs: bool


def pilots(person: Person) -> QuerySet[Case]:
    """Give the decided first cases of a rubric that a person scored or leads, never her own."""
    scored = Assessment.objects.filter(
        assessor=person,
        seat__in=[Seat.FIRST, Seat.SECOND],
        locked_at__isnull=False,
        ended_at__isnull=True,
    )
    led = Q(microcredential__organisation__in=organisations_where(person, Role.LEAD_ASSESSOR))
    found = Case.objects.filter(
        led | Q(pk__in=scored.values("case")), state__in=DECIDED, decision__isnull=False
    )
    found = found.filter(route__is_pilot=True)
    found = found.exclude(submission__person=person).select_related("version", "norming", "route")
    return found.defer("version__search_text").order_by("-ended_at", "pk")


def is_at_work_on(person: Person, case: Case) -> bool:
    """Tell whether a person is scoring another attempt of the same draft now."""
    open_ = Assessment.objects.filter(
        assessor=person,
        locked_at__isnull=True,
        ended_at__isnull=True,
        case__submission__draft=case.submission.draft_id,
    )
    return open_.exists()


def normed_rows(case: Case) -> list[NormedRow]:
    """Lay both scorings side by side, by criterion in the rubric's order."""
    assert case.decision is not None
    came_to = {each["criterion"]: each["level"] for each in case.decision.criteria}
    both = [each for each in locked(case) if each.seat in (Seat.FIRST, Seat.SECOND)]
    gone = gone_from(case)
    rows = []
    for criterion in criteria(case.version):
        scores = [
            shown_score(score, gone)
            for each in both
            for score in each.scores.all()
            if score.criterion == criterion["key"]
        ]
        if scores:
            rows.append(_row(criterion, scores, came_to[criterion["key"]]))
    return rows


def _row(criterion: dict[str, Any], scores: list[Score], level: str) -> NormedRow:
    scores.sort(key=lambda score: (ORDER.index(score.level), score.comment))
    return NormedRow(
        title=criterion["title"],
        said=[{"level": each.get_level_display(), "comment": each.comment} for each in scores],
        decided=LEVELS[level],  # type: ignore[index]  # its keys are texts
        differs=len({each.level for each in scores}) > 1,
    )


def candidates_of(microcredential: MicroCredential, person: Person) -> dict[str, Any]:
    """Give the candidates for anchors as plain JSON: levels and what was agreed, no evidence.

    Of those cases alone that she opened on the page, so that it is known that she knows (R5).

    A case is named by its id and the hash of its manifest. Whether a teacher's work may become an
    anchor is asked of her, not here.
    """
    kept = Norming.objects.filter(case__microcredential=microcredential, is_candidate=True)
    kept = kept.filter(case__norming_readings__person=person)
    kept = kept.select_related("case__version", "case__decision", "case__submission")
    return {
        "format": "lapel/anchor-candidates@1",
        "microcredential": microcredential.slug,
        "candidates": [_candidate(each) for each in kept.order_by("case")],
    }


def _candidate(kept: Norming) -> dict[str, Any]:
    case = kept.case
    assert case.decision is not None
    said: dict[str, list[str]] = {}
    for each in locked(case):
        for score in each.scores.all():
            said.setdefault(score.criterion, []).append(score.level)
    return {
        "case": str(case.pk),
        "manifest_hash": case.submission.manifest_hash,
        "version": case.version.number,
        "rubric_hash": case.version.rubric_hash,
        "language": case.language,
        "agreed": kept.agreed,
        "criteria": [
            {
                "criterion": each["criterion"],
                "levels": sorted(said.get(each["criterion"], []), key=ORDER.index),
                "decided": each["level"],
            }
            for each in case.decision.criteria
        ],
    }
