"""Keys people gave to anchors, each on her own, and who may give them (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import Version
from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification.models import (
    AgreedKey,
    Key,
    Portfolio,
    Training,
    TrainingDraft,
)
from lapel.journey.qualification.policies import may_lead
from lapel.journey.qualification.queries.qualified import qualification_of
from lapel.journey.record.models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def open_keys(portfolio: Portfolio) -> QuerySet[Key]:
    """Give the keys of people that stand."""
    return Key.objects.filter(portfolio=portfolio, superseded_at__isnull=True)


def is_to_be_tried(person: Person, version: Version) -> bool:
    """Tell whether a person trains for a rubric and is not qualified yet: its keys are not hers."""
    trainings = Training.objects.filter(person=person, version__in=_of_the_rubric(version))
    return any(
        qualification_of(person, each.version, each.language) is None
        for each in trainings.select_related("version")
    )


def has_read_keys(person: Person, version: Version) -> bool:
    """Tell whether a person brought, read or published a document with keys of a rubric."""
    drafts = TrainingDraft.objects.filter(version__in=_of_the_rubric(version))
    return AuditEntry.objects.filter(
        aggregate="training set", aggregate_id__in=drafts.values("pk"), actor=person.pk
    ).exists()


def _of_the_rubric(version: Version) -> QuerySet[Version]:
    same = Version.objects.filter(rubric_hash=version.rubric_hash)
    return same.filter(microcredential=version.microcredential_id)


def may_key(person: Person, portfolio: Portfolio) -> bool:
    """Tell whether a person keys anchors of this rubric: its founding assessors, and its leads.

    Nobody does who is to be tried on them herself.
    """
    if is_to_be_tried(person, portfolio.version):
        return False
    held = qualification_of(person, portfolio.version, portfolio.language)
    leads = may_lead(person, portfolio.version.microcredential.organisation)
    return leads or (held is not None and held.founding)


def may_contest(person: Person, portfolio: Portfolio) -> bool:
    """Tell whether a person may say that a key is wrong: who is held against it, or leads those."""
    held = qualification_of(person, portfolio.version, portfolio.language)
    return held is not None or may_lead(person, portfolio.version.microcredential.organisation)


def has_keyed(person: Person, portfolio: Portfolio) -> bool:
    """Tell whether a person gave a key to every criterion; only then she sees the others' keys."""
    given = set(open_keys(portfolio).filter(keyed_by=person).values_list("criterion", flat=True))
    return given >= {each["key"] for each in criteria(portfolio.version)}


@dataclass(frozen=True)
class Keyed:
    """A criterion of an anchor as a keyer sees it.

    `others` are there only once she has keyed all criteria; `count` is how many keys there are.
    That a key is contested she is told before, so that she knows which is keyed anew; why, after.
    """

    key: str
    title: str
    levels: dict[str, str]
    mine: Key | None
    others: list[Key]
    count: int
    agreed: AgreedKey | None
    is_contested: bool

    @property
    def differ(self) -> bool:
        """Tell whether those who keyed it said different levels."""
        said = {each.level for each in [*self.others, *([self.mine] if self.mine else [])]}
        return len(said) > 1

    @property
    def can_be_agreed(self) -> bool:
        """Tell whether there is something to agree: keys of two, and no agreed one that stands."""
        return self.count > 1 and (self.agreed is None or self.agreed.contested_at is not None)


def keyed_rows(person: Person, portfolio: Portfolio) -> list[Keyed]:
    """Give each criterion with her key and, once she has keyed all, the others' and the agreed."""
    keys = list(open_keys(portfolio).select_related("keyed_by").order_by("at", "pk"))
    agreed = AgreedKey.objects.filter(portfolio=portfolio, superseded_at__isnull=True)
    by_criterion = {each.criterion: each for each in agreed}
    sees = has_keyed(person, portfolio)
    return [
        _row(criterion, keys, by_criterion.get(criterion["key"]), person, sees=sees)
        for criterion in criteria(portfolio.version)
    ]


def _row(
    criterion: dict[str, object],
    keys: list[Key],
    agreed: AgreedKey | None,
    person: Person,
    *,
    sees: bool,
) -> Keyed:
    here = [each for each in keys if each.criterion == criterion["key"]]
    mine = next((each for each in here if each.keyed_by_id == person.pk), None)
    return Keyed(
        key=str(criterion["key"]),
        title=str(criterion["title"]),
        levels=criterion["levels"],  # type: ignore[arg-type]  # a document's level descriptors
        mine=mine,
        others=[each for each in here if each is not mine] if sees else [],
        count=len(here),
        agreed=agreed if sees else None,
        is_contested=agreed is not None and agreed.contested_at is not None,
    )
