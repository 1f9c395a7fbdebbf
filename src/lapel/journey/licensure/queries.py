"""Reads: on what a licence hangs, who waits to be seen, who was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.learning.models import Enrolment
from lapel.journey.licensure.models import Identity, Licensing
from lapel.journey.licensure.policies import may_keep_identities
from lapel.journey.people.models import Organisation, Person, Role
from lapel.journey.people.queries import open_memberships, organisations_above, organisations_where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Waiting:
    """A teacher on a micro-credential on which a licence hangs, and whether she was seen."""

    person: Person
    organisation: Organisation
    is_recorded: bool


def open_licensings() -> QuerySet[Licensing]:
    """Licensings that hold now."""
    return Licensing.objects.filter(ended_at__isnull=True)


def is_licensure(microcredential: MicroCredential) -> bool:
    """Tell whether a licence hangs on a micro-credential, by itself or as one of all."""
    return microcredential.pk in licensure_among([microcredential])


def licensure_among(microcredentials: Iterable[MicroCredential]) -> set[UUID]:
    """Give the ids of those on which a licence hangs, in one query."""
    wanted = {each.pk: each.organisation_id for each in microcredentials}
    whole = Q(organisation__in=set(wanted.values()), microcredential=None)
    found = open_licensings().filter(whole | Q(microcredential__in=wanted))
    pairs = list(found.values_list("organisation", "microcredential"))
    every = {organisation for organisation, one in pairs if one is None}
    single = {one for _organisation, one in pairs if one is not None}
    return {pk for pk, home in wanted.items() if pk in single or home in every}


def is_recorded(person: Person, organisation_id: UUID) -> bool:
    """Tell whether an organisation has recorded who a person is."""
    return Identity.objects.filter(person=person, organisation=organisation_id).exists()


def officers_of(organisation: Organisation) -> list[Person]:
    """Give who may record a person for an organisation, by name."""
    line = [each.pk for each in organisations_above(organisation)]
    held = open_memberships().filter(role=Role.ISSUER_OFFICER, organisation__in=line)
    found = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name")
    return [each for each in found if may_keep_identities(each, organisation)]


def kept_organisations(person: Person) -> QuerySet[Organisation]:
    """Give the organisations whose identities a person keeps."""
    found = organisations_where(person, Role.ISSUER_OFFICER)
    return found.order_by("name") if may_keep_identities(person) else found.none()


def licensable(person: Person) -> list[tuple[MicroCredential, bool]]:
    """Give an officer's published micro-credentials, each with whether a licence hangs on it."""
    found = MicroCredential.objects.filter(
        organisation__in=kept_organisations(person), current__isnull=False
    )
    found = found.select_related("current").defer("current__content", "current__search_text")
    listed = list(found.order_by("current__title"))
    licensed = licensure_among(listed)
    return [(each, each.pk in licensed) for each in listed]


def waiting(person: Person) -> list[Waiting]:
    """List who is enrolled where a licence hangs on it, those not yet recorded first."""
    licensed = [each.pk for each, is_licensed in licensable(person) if is_licensed]
    home = "version__microcredential__organisation"
    recorded = Identity.objects.filter(person=OuterRef("person"), organisation=OuterRef(home))
    found = Enrolment.objects.filter(
        left_at=None, person__is_active=True, version__microcredential__in=licensed
    )
    found = found.select_related("person", home).annotate(seen=Exists(recorded))
    rows = {
        (each.person_id, each.version.microcredential.organisation_id): Waiting(
            each.person,
            each.version.microcredential.organisation,
            each.seen,
        )
        for each in found.defer("version__content", "version__search_text")
    }
    return sorted(rows.values(), key=lambda each: (each.is_recorded, str(each.person)))


def identity_of(person: Person, organisation: Organisation) -> Identity | None:
    """Give what is recorded of a person, for an officer or herself; who asks is asked before."""
    return Identity.objects.filter(person=person, organisation=organisation).first()


def identities_of(person: Person) -> QuerySet[Identity]:
    """Give all that organisations have recorded of a person, for herself."""
    found = Identity.objects.filter(person=person).select_related("organisation", "recorded_by")
    return found.order_by("organisation__name")
