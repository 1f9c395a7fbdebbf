"""What a lead or designer oversees: sets and their keys, who trains and who is qualified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.levels import ORDER
from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.catalogue.queries import criteria
from lapel.journey.people.models import Person
from lapel.journey.people.queries import (
    open_memberships,
    organisations_above,
    organisations_under,
    organisations_where,
)
from lapel.journey.qualification.models import AgreedKey, Key, Portfolio, Qualification, Training
from lapel.journey.qualification.policies import ASSESSORS, KEEPERS
from lapel.journey.qualification.queries.anchors import is_trained_for, portfolios_of
from lapel.journey.qualification.queries.qualified import open_qualifications
from lapel.journey.qualification.queries.trainings import tries_left

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Organisation


def kept_microcredentials(person: Person) -> QuerySet[MicroCredential]:
    """Give the published micro-credentials whose training sets a person may see and bring."""
    places = organisations_where(person, KEEPERS)
    found = MicroCredential.objects.filter(organisation__in=places, current__isnull=False)
    return found.select_related("current", "organisation").order_by("current__title", "pk")


def candidates(organisation: Organisation) -> QuerySet[Person]:
    """Persons who hold an assessor's role in an organisation, below it or above it."""
    line = [each.pk for each in organisations_above(organisation)]
    places = Q(organisation__in=organisations_under(organisation)) | Q(organisation__in=line)
    held = open_memberships().filter(places, role__in=ASSESSORS)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name")


@dataclass(frozen=True)
class Anchor:
    """An anchor for its lead: by how many it was keyed, what is agreed, what is contested."""

    portfolio: Portfolio
    keyers: int
    agreed: int
    criteria: int
    contested: list[AgreedKey]

    @property
    def is_agreed(self) -> bool:
        """Tell whether every criterion has an agreed key."""
        return self.agreed >= self.criteria


@dataclass(frozen=True)
class Set:
    """A training set: what is practised on, what is held against, and whether it is full."""

    practice: list[Portfolio]
    anchors: list[Anchor]
    is_full: bool
    levels: dict[str, int]

    @property
    def ratings(self) -> int:
        """Count the agreed criterion ratings of the anchors."""
        return sum(each.agreed for each in self.anchors)


def set_of(version: Version, language: str) -> Set:
    """Give a version's training set with the state of its keys."""
    found = list(portfolios_of(version, language))
    number = len(criteria(version))
    agreed = AgreedKey.objects.filter(
        portfolio__in=found, portfolio__use=Portfolio.Use.ANCHOR, superseded_at__isnull=True
    )
    by_portfolio: dict[object, list[AgreedKey]] = {}
    for each in agreed:
        by_portfolio.setdefault(each.portfolio_id, []).append(each)
    keys = Key.objects.filter(portfolio__in=found, superseded_at__isnull=True)
    keyers: dict[object, set[object]] = {}
    for key in keys:
        keyers.setdefault(key.portfolio_id, set()).add(key.keyed_by_id or key.keyer)
    anchors = [
        Anchor(
            portfolio=each,
            keyers=len(keyers.get(each.pk, ())),
            agreed=len(by_portfolio.get(each.pk, [])),
            criteria=number,
            contested=[key for key in by_portfolio.get(each.pk, []) if key.contested_at],
        )
        for each in found
        if each.use == Portfolio.Use.ANCHOR
    ]
    return Set(
        practice=[each for each in found if each.use == Portfolio.Use.PRACTICE],
        anchors=anchors,
        is_full=is_trained_for(version, language),
        levels={level.value: sum(each.level == level for each in agreed) for level in ORDER},
    )


@dataclass(frozen=True)
class Standing:
    """A person on her way, or qualified, as her lead sees it: never how she scored what."""

    person: Person
    training: Training | None
    qualification: Qualification | None
    tries: int = 0
    tries_left: int = 0

    @property
    def waits_for_lead(self) -> bool:
        """Tell whether she had her tries and is not qualified: a lead opens the way again."""
        return self.qualification is None and self.tries > 0 and self.tries_left == 0


def standings_of(version: Version, language: str) -> list[Standing]:
    """Give everybody who trains or is qualified for a version's rubric, by name."""
    same = _same_rubric(version, language)
    qualified = {each.person_id: each for each in open_qualifications().filter(**same)}
    trainings = Training.objects.filter(**same).select_related("person", "version")
    trained = {each.person_id: each for each in trainings}
    people = Person.objects.filter(pk__in={*qualified, *trained}).order_by("name", "pk")
    return [_standing(each, trained.get(each.pk), qualified.get(each.pk)) for each in people]


def admissible(version: Version, language: str) -> QuerySet[Person]:
    """Candidates who do not train for a version's rubric yet."""
    known = Training.objects.filter(**_same_rubric(version, language))
    return candidates(version.microcredential.organisation).exclude(pk__in=known.values("person"))


def _same_rubric(version: Version, language: str) -> dict[str, object]:
    return {
        "version__microcredential": version.microcredential_id,
        "version__rubric_hash": version.rubric_hash,
        "language": language,
    }


def _standing(
    person: Person, training: Training | None, qualification: Qualification | None
) -> Standing:
    if training is None:
        return Standing(person, None, qualification)
    finished = training.trials.filter(finished_at__isnull=False).count()
    return Standing(person, training, qualification, finished, tries_left(training))
