"""What a lead may know of fairness: groups of thirty and more who allowed it, and never a name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapel.domain.rubrics.fairness import Case as Counted
from lapel.domain.rubrics.fairness import Group, groups_of
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.qualification.queries import language_name
from lapel.journey.review.models import Case, Score
from lapel.journey.review.models.fairness import FairnessConsent, GradeBand
from lapel.journey.review.queries.ratings import SEATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

FAIRNESS_WORDS = gettext_lazy(
    "My decisions may be counted when lead assessors look whether assessment is fair: as part of "
    "shares of thirty teachers or more, by language, by how many assessors scored, and by whom I "
    "teach. Nobody sees my name, my work or a share of fewer. I may withdraw this at any time."
)


@dataclass(frozen=True)
class Dimension:
    """One way to form groups, and what may be said of each."""

    key: str
    title: str
    groups: list[Group]


def standing_fairness(person: Person) -> FairnessConsent | None:
    """Give a teacher's leave, if she gave it and did not take it back."""
    return FairnessConsent.objects.filter(person=person, withdrawn_at=None).first()


def fairness_for(lead: Person) -> list[Dimension]:
    """Compare groups over the first attempts decided where a person leads assessors."""
    cases = list(_cases(lead))
    standing = FairnessConsent.objects.filter(withdrawn_at=None)
    bands = dict(standing.values_list("person", "grade_band"))
    shares = _shares(cases)
    told: list[tuple[str, str, Callable[[Case], str]]] = [
        ("language", _("Language"), lambda case: language_name(case.language)),
        ("route", _("How many scored"), lambda case: _route(case.pk in shares)),
        ("band", _("Whom they teach"), lambda case: _band(bands[case.submission.person_id])),
    ]
    return [
        Dimension(
            key,
            title,
            groups_of(
                [
                    Counted(
                        group,
                        case.submission.person_id,
                        case.decision.outcome == "earned",
                        shares.get(case.pk),
                    )
                    for case in cases
                    if case.decision and (group := named(case))
                ]
            ),
        )
        for key, title, named in told
    ]


def _cases(lead: Person) -> QuerySet[Case]:
    """Read first attempts of teachers whose leave stands."""
    standing = FairnessConsent.objects.filter(withdrawn_at=None).values("person")
    found = Case.objects.filter(
        microcredential__organisation__in=organisations_where(lead, Role.LEAD_ASSESSOR),
        decision__isnull=False,
        submission__number=1,
        submission__person__in=standing,
    )
    found = found.select_related("decision", "submission")
    return found.only("language", "decision__outcome", "submission__person_id")


def _shares(cases: list[Case]) -> dict[UUID, float]:
    """Give, of each case that two scored, the share of criteria on which they chose one level."""
    given: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    lines = Score.objects.filter(
        assessment__case__in=[case.pk for case in cases],
        assessment__seat__in=SEATS,
        assessment__locked_at__isnull=False,
        assessment__ended_at__isnull=True,
    )
    for case, criterion, level in lines.values_list("assessment__case", "criterion", "level"):
        given[case][criterion].append(level)
    shares = {}
    for case, criteria in given.items():
        pairs = [levels for levels in criteria.values() if len(levels) == len(SEATS)]
        if pairs:
            shares[case] = sum(one == other for one, other in pairs) / len(pairs)
    return shares


def _route(is_double: bool) -> str:  # noqa: FBT001 (read beside its name above)
    return _("Two assessors") if is_double else _("One assessor")


def _band(band: str) -> str:
    return str(GradeBand(band).label) if band else _("Not said")
