"""Badges from elsewhere: what they say of themselves, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import Sum

from lapel.domain.badges.checks import as_list, issuer_id, moment, subject
from lapel.domain.badges.reading import read_any
from lapel.domain.badges.tokens import read_document
from lapel.domain.badges.verdicts import Verdict
from lapel.journey.exchange.models import Brought

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

KINDS = frozenset({"AchievementCredential", "OpenBadgeCredential"})
# One badge with a picture inside; all that a holder keeps here, which one page of the API may hold.
LARGEST = 512 * 1024
MOST = 500
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Read:
    """What a badge that verified says of itself: its own words, cut to what is kept."""

    document: Mapping[str, Any]
    text: str
    is_token: bool

    @property
    def credential_id(self) -> str:
        """Give its id."""
        return short(self.document.get("id"), 500)

    @property
    def issuer_id(self) -> str:
        """Give its issuer's id."""
        return short(issuer_id(self.document), 500)

    @property
    def name(self) -> str:
        """Give the name of what was achieved, or its own."""
        about = next(iter(as_list(self.document.get("credentialSubject"))), None)
        achieved = about.get("achievement") if isinstance(about, dict) else None
        named = achieved.get("name") if isinstance(achieved, dict) else None
        return short(named or self.document.get("name"), 200)

    @property
    def issuer_name(self) -> str:
        """Give the name that its issuer gives itself."""
        issuer = self.document.get("issuer")
        return short(issuer.get("name") if isinstance(issuer, dict) else "", 200)

    @property
    def valid_from(self) -> datetime | None:
        """Give the moment from which it is valid."""
        return moment(self.document.get("validFrom"))

    @property
    def is_achievement(self) -> bool:
        """Tell whether it is an Open Badge, not another kind of credential."""
        return bool(KINDS & {str(one) for one in as_list(self.document.get("type"))})


def read_brought(content: bytes) -> Read:
    """Read a badge file that a child process found sound; `UnreadableError` otherwise."""
    found = read_any(content)
    if isinstance(found, str):
        return Read(read_document(found), found, is_token=True)
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    if is_json:
        return Read(found, content.decode("utf-8-sig"), is_token=False)
    from lapel.domain.badges.reading import write_badge

    return Read(found, write_badge(found), is_token=False)


def addresses_of(person: Person) -> set[str]:
    """Give a person's confirmed e-mail addresses."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    return {person.email, *confirmed.values_list("email", flat=True)}


def names_holder(read: Read, person: Person) -> bool | None:
    """Tell whether a badge was given to one of her addresses; None where it names no address."""
    verdicts = {subject(read.document, each).verdict for each in addresses_of(person)}
    if Verdict.PASS in verdicts:
        return True
    return False if _names_somebody(read.document) else None


def _names_somebody(document: Mapping[str, Any]) -> bool:
    entries = [
        entry
        for about in as_list(document.get("credentialSubject"))
        if isinstance(about, dict)
        for entry in as_list(about.get("identifier"))
        if isinstance(entry, dict)
    ]
    return any(entry.get("identityType") == "emailAddress" for entry in entries)


def brought_badges(person: Person) -> QuerySet[Brought]:
    """Give the badges that a holder brought from elsewhere, newest first, without text."""
    found = Brought.objects.filter(person=person).defer("text").select_related("program")
    return found.order_by("-received_at", "-pk")


def room_left(person: Person) -> int:
    """Give how many bytes a holder may still bring; 0 where she has as many badges as go in."""
    hers = Brought.objects.filter(person=person)
    if hers.count() >= MOST:
        return 0
    taken = hers.aggregate(total=Sum("size"))["total"] or 0
    return max(MOST_BYTES - int(taken), 0)


def short(value: object, most: int) -> str:
    """Give a text cut to what is kept, without NUL, which PostgreSQL holds in no text; else ""."""
    return value.replace("\0", "")[:most] if isinstance(value, str) else ""
