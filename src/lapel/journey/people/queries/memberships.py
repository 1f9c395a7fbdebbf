"""Who holds which role where today, and who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from lapel.journey.people.models import Invitation, Membership, Organisation, Person, Role
from lapel.journey.people.queries.tree import organisations_above, organisations_under
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


def today() -> date:
    """Tell the day (UTC) by which memberships are dated."""
    return now().date()


def open_memberships() -> QuerySet[Membership]:
    """Memberships that hold today; `until` is the first day on which one no longer does."""
    day = today()
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


def roles_of(person: Person | AnonymousUser) -> list[Membership]:
    """List a person's memberships of today with their organisations; none for a visitor."""
    if not isinstance(person, Person):
        return []
    held = open_memberships().filter(person=person).select_related("organisation")
    return list(held.order_by("organisation__name", "role"))


def has_role(
    person: Person | AnonymousUser,
    role: Role | str | Collection[Role | str],
    organisation: Organisation | None = None,
) -> bool:
    """Tell whether a person holds a role (or one of several) today.

    With an organisation the role must be held there or in one above it; without, anywhere.
    """
    if not isinstance(person, Person) or not person.is_active:
        return False
    wanted = [role] if isinstance(role, str) else list(role)
    held = open_memberships().filter(person=person, role__in=wanted)
    if organisation is not None:
        held = held.filter(organisation__in=[each.pk for each in organisations_above(organisation)])
    return held.exists()


def keeps_instance(held: Iterable[Membership]) -> bool:
    """Tell whether one of these memberships administers a root of the tree, and so the instance."""
    return any(
        each.role == Role.ADMINISTRATOR and each.organisation.parent_id is None for each in held
    )


def organisations_where(
    person: Person | AnonymousUser, role: Role | str | Collection[Role | str]
) -> QuerySet[Organisation]:
    """Give every organisation in which a person holds a role, or one of several, by the tree."""
    wanted = {role} if isinstance(role, str) else set(role)
    held = [each.organisation for each in roles_of(person) if each.role in wanted]
    found = {pk for each in held for pk in organisations_under(each).values_list("pk", flat=True)}
    return Organisation.objects.filter(pk__in=found)


def schools_of(person: Person) -> list[Organisation]:
    """List the schools a person belongs to today."""
    held = open_memberships().filter(person=person)
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL)
    return list(schools.filter(pk__in=held.values("organisation")).order_by("name"))


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that are neither accepted nor withdrawn."""
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def members_of(
    organisation: Organisation, *, words: str = "", role: str = ""
) -> QuerySet[Membership]:
    """Memberships of today in an organisation and all its parts, found by words and role."""
    found = open_memberships().filter(
        organisation__in=organisations_under(organisation), person__is_active=True
    )
    if role:
        found = found.filter(role=role)
    for word in words.split():
        found = found.filter(
            Q(person__name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    people = found.select_related("person", "organisation")
    return people.order_by("person__name", "person__email", "organisation__name", "role")


def invitations_to(organisation: Organisation) -> QuerySet[Invitation]:
    """Open invitations to an organisation and all its parts, newest first."""
    waiting = open_invitations().filter(organisation__in=organisations_under(organisation))
    return waiting.select_related("organisation").order_by("-invited_at", "email")


def demo_cast() -> QuerySet[Person]:
    """Give the demo's people by name, with the roles they play; one may play none.

    Who was given another address belongs to them as long as she keeps the old one beside it.
    """
    played = open_memberships().select_related("organisation").order_by("role")
    theirs = Q(emailaddress__email__endswith="@lapel.example", emailaddress__verified=True)
    of_demo = Q(email__endswith="@lapel.example") | theirs
    people = Person.objects.filter(of_demo, is_active=True).distinct()
    roles = Prefetch("memberships", queryset=played, to_attr="played")
    return people.order_by("name").prefetch_related(roles)
