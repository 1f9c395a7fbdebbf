"""Keep days on which an organisation's clock does not run, and take them out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext

from lapel.journey.people.actions.read_holidays import LinesRefusal
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.models import Holiday, Organisation
from lapel.journey.people.policies import may_change_organisation
from lapel.journey.record.actions import note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lapel.journey.people.models import Person
    from lapel.journey.people.queries import Period


def days_of(periods: Iterable[Period]) -> dict[date, str]:
    """Give each day of some stretches its name; the first to name a day names it."""
    days: dict[date, str] = {}
    for period in periods:
        for day in period.days():
            days.setdefault(day, period.name)
    return days


def add_holidays(*, person: Person, organisation: Organisation, periods: Iterable[Period]) -> int:
    """Add days to an organisation's holidays; tells how many are new.

    A day that is one already under the same name stays as it is; under another name nothing at
    all is added and a `LinesRefusal` says which, so that nobody's words are written over.
    """
    if not may_change_organisation(person, organisation):
        raise PermissionDenied
    days = days_of(periods)
    with transaction.atomic():
        # One writer at a time for each organisation's days.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        standing = dict(
            Holiday.objects.filter(organisation=organisation, date__in=days).values_list(
                "date", "name"
            )
        )
        _refuse_other_names(days, standing)
        new = {day: name for day, name in days.items() if day not in standing}
        Holiday.objects.bulk_create(
            Holiday(organisation=organisation, date=day, name=name) for day, name in new.items()
        )
        if new:
            _tell(person, organisation, "holidays added", new)
    return len(new)


def _refuse_other_names(days: dict[date, str], standing: dict[date, str]) -> None:
    reasons = [
        gettext("%(day)s is a holiday already: %(name)s.")
        % {"day": date_format(day, "DATE_FORMAT"), "name": name}
        for day, name in sorted(standing.items())
        if name != days[day]
    ]
    if reasons:
        raise LinesRefusal(reasons)


def remove_holidays(*, person: Person, organisation: Organisation, period: Period) -> int:
    """Take days out of an organisation's holidays; tells how many.

    A `Refusal` where none of them is a holiday of this name any more.
    """
    if not may_change_organisation(person, organisation):
        raise PermissionDenied
    with transaction.atomic():
        found = Holiday.objects.filter(
            organisation=organisation,
            date__range=(period.first, period.last),
            name=period.name,
        )
        gone = dict(found.values_list("date", "name"))
        if not gone:
            raise Refusal(gettext("This holiday was taken out already."))
        found.delete()
        _tell(person, organisation, "holidays removed", gone)
    return len(gone)


def _tell(person: Person, organisation: Organisation, action: str, days: dict[date, str]) -> None:
    note(
        aggregate="organisation",
        aggregate_id=organisation.id,
        action=action,
        actor=person.id,
        facts={"days": [day.isoformat() for day in sorted(days)]},
        words="; ".join(dict.fromkeys(days.values())),
    )
