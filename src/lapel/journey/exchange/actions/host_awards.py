"""Give a holder's awards addresses in the form of Open Badges 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.exchange.models import HostedAward
from lapel.journey.issuing.models import Award
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def host_awards(*, person: Person) -> int:
    """Give each of a person's awards in force an address of its own; gives how many were new.

    Called for a program that she let read assertions; a name that was given stays.
    """
    known = HostedAward.objects.filter(award__person=person).values("award")
    public = Award.objects.filter(
        person=person, state=Award.State.ISSUED, included_at__isnull=False
    )
    new = public.exclude(pk__in=known)
    made = [HostedAward(award=each, made_at=now()) for each in new.only("pk")]
    HostedAward.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
