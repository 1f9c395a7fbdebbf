"""Whose awards are signed for an address that she uses no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast, Lower, StrIndex, Substr

from lapel.domain.badges.model import EmailIdentity
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.models.wordings import MARK
from lapel.journey.issuing.queries.awards import issued_awards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

_FEW = 500


def confirmed_among(people: Iterable[UUID]) -> set[UUID]:
    """Give those of some people who confirmed their present address and did not leave."""
    ids, found = list(set(people)), set[UUID]()
    for start in range(0, len(ids), _FEW):
        few = confirmed_addresses().filter(user__in=ids[start : start + _FEW])
        found |= set(few.values_list("user", flat=True))
    return found


def confirmed_addresses() -> QuerySet[EmailAddress]:
    """Give the confirmed addresses that their owners, who did not leave, use now."""
    # no iexact: beside a column it is a pattern to SQLite, in which _ stands for any letter
    known = EmailAddress.objects.alias(lowered=Lower("email"))
    found: QuerySet[EmailAddress] = known.filter(user__is_active=True, verified=True)
    return found.filter(lowered=Lower("user__email"))


def at_present_address(awards: Iterable[Award]) -> set[UUID]:
    """Give those whose signed text holds the hash of the address that their holder has now."""
    ids, found = [each.pk for each in awards], set[UUID]()
    for start in range(0, len(ids), _FEW):
        few = ids[start : start + _FEW]
        found |= set(few) - set(at_other_address(Award.objects.filter(pk__in=few)))
    return found


def at_other_address(found: QuerySet[Award]) -> Iterator[UUID]:
    """Give the ids of those whose signed text does not hold the hash of their holder's address.

    Read is what stands around it alone, and no wording: with its own values a text that fills one
    has the hash too (docs/adr/0015).
    """
    around = Substr("document", StrIndex("document", Value('"identityHash"')), 120)
    own = Cast("document", TextField())
    said = Case(When(document__startswith=MARK, then=own), default=around, output_field=TextField())
    rows = found.values_list("pk", "person__email", "email_salt", said)
    for pk, email, salt, text in rows.iterator(_FEW):
        if EmailIdentity.of(email, salt=salt).digest not in text:
            yield pk


def awards_at_other_address(person: Person) -> list[Award]:
    """Give a person's own awards in force that are signed for an address she no longer uses.

    Empty while she has not confirmed the present one. Those being signed anew are left out.
    """
    if not confirmed_among([person.pk]):
        return []
    mine = Award.objects.filter(person=person, state=Award.State.ISSUED, anew_for=None)
    other = list(at_other_address(mine))
    if not other:
        return []
    found = issued_awards().filter(pk__in=other)
    return list(found.defer("document", "public_document", "achievement__version__content"))


def is_at_other_address(award: Award) -> bool:
    """Tell whether an award's document holds another address than the holder's confirmed one."""
    return bool(confirmed_among([award.person_id])) and award.pk not in at_present_address([award])
