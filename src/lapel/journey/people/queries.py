"""Reads: who holds which role where, the tree of organisations, and their business days."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q

from lapel.journey.people.models import Holiday, Invitation, Membership, Organisation, Person, Role
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SATURDAY = 5
UTC_ZONE = ZoneInfo("UTC")


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


def organisations_above(organisation: Organisation) -> list[Organisation]:
    """List an organisation and those it is part of, itself first, the root last."""
    line = [organisation]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line


def organisations_under(organisation: Organisation) -> QuerySet[Organisation]:
    """Give an organisation and all its parts, at every depth."""
    found = level = [organisation.pk]
    while level:
        level = list(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True))
        found = [*found, *level]
    return Organisation.objects.filter(pk__in=found)


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


def home_of(person: Person) -> Organisation | None:
    """Find the organisation a person teaches in; rows she owns name it (None for nobody's)."""
    held = [each for each in roles_of(person) if each.role == Role.TEACHER]
    return held[0].organisation if held else None


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


@dataclass(frozen=True)
class Branch:
    """An organisation in a tree, how many people belong to it, and its parts."""

    organisation: Organisation
    people: int
    parts: list[Branch]


def trees_of(organisations: QuerySet[Organisation]) -> list[Branch]:
    """Arrange organisations as trees, with the number of people who belong to each today."""
    counted = (
        open_memberships()
        .filter(organisation__in=organisations.values("pk"), person__is_active=True)
        .values_list("organisation")
        .annotate(people=Count("person", distinct=True))
    )
    people = dict(counted)
    parts: dict[UUID | None, list[Organisation]] = {}
    shown = list(organisations.order_by("name"))
    known = {each.pk for each in shown}
    for each in shown:
        parts.setdefault(each.parent_id if each.parent_id in known else None, []).append(each)

    def branch(each: Organisation) -> Branch:
        below = [branch(part) for part in parts.get(each.pk, [])]
        return Branch(each, people.get(each.pk, 0), below)

    return [branch(each) for each in parts.get(None, [])]


def demo_cast() -> QuerySet[Person]:
    """Give the demo's people by name, with the roles they play; one may play none."""
    played = open_memberships().select_related("organisation").order_by("role")
    people = Person.objects.filter(email__endswith="@lapel.example", is_active=True)
    roles = Prefetch("memberships", queryset=played, to_attr="played")
    return people.order_by("name").prefetch_related(roles)


def safe_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Write rows as CSV that a spreadsheet reads as text and never runs as a formula.

    UTF-8 with a byte order mark, without which Excel guesses. A cell that begins like a formula
    gets an apostrophe before it (OWASP, CSV injection).
    """
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([_safe_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _safe_cell(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


@dataclass(frozen=True)
class Calendar:
    """An organisation's business days: Monday to Friday in its zone, without its holidays."""

    zone: ZoneInfo = UTC_ZONE
    holidays: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Tell whether the organisation's clock runs on this day."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def deadline(self, start: datetime, days: int) -> datetime:
        """Give the instant (UTC) at which the `days`-th business day after `start`'s day ends.

        The day of the start never counts, so nobody loses time by beginning late in the day.
        """
        day = start.astimezone(self.zone).date()
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_business_day(day)
        return self._midnight(day + timedelta(days=1))

    def days_between(self, start: datetime, end: datetime) -> int:
        """Count the business days after `start`'s day that are over by `end` (0 if none)."""
        day = start.astimezone(self.zone).date() + timedelta(days=1)
        last = end.astimezone(self.zone).date()
        count = 0
        while day < last:
            count += self.is_business_day(day)
            day += timedelta(days=1)
        return count

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def calendar_of(organisation: Organisation | None) -> Calendar:
    """Give an organisation's calendar: its own zone, its holidays and those of all above it."""
    if organisation is None:
        return Calendar()
    line = [each.pk for each in organisations_above(organisation)]
    days = Holiday.objects.filter(organisation__in=line).values_list("date", flat=True)
    return Calendar(ZoneInfo(organisation.zone), frozenset(days))


def business_deadline(organisation: Organisation | None, start: datetime, days: int) -> datetime:
    """Give the instant (UTC) at which a number of business days after `start` is over (R15)."""
    return calendar_of(organisation).deadline(start, days)


def business_days_between(organisation: Organisation | None, start: datetime, end: datetime) -> int:
    """Count the business days that have passed from `start` to `end` (R15)."""
    return calendar_of(organisation).days_between(start, end)
