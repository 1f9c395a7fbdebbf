"""Programs, and what stands of what they were let."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from lapel.journey.exchange.models import Code, Grant, Program, Token
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.exchange.queries.scopes import in_plain_words
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def program(client_id: str) -> Program | None:
    """Find a program by its `client_id`."""
    try:
        return Program.objects.filter(pk=UUID(client_id)).first()
    except ValueError:
        return None


def code(text: str) -> Code | None:
    """Find an authorization code, spent and outdated ones too."""
    found = Code.objects.filter(hash=fingerprint(text))
    return found.select_related("grant__person", "grant__program").first()


def token(text: str, *kinds: Token.Kind) -> Token | None:
    """Find a token of these kinds (of any without), spent and outdated ones too."""
    found = Token.objects.filter(hash=fingerprint(text), kind__in=kinds or Token.Kind.values)
    return found.select_related("grant__person", "grant__program").first()


def stands(found: Code | Token) -> bool:
    """Tell whether a code or token is good now: unspent, in time, and its grant not ended."""
    grant = found.grant
    is_open = grant.ended_at is None and grant.person.is_active
    return is_open and found.spent_at is None and found.ends_at > now()


def live_token(text: str) -> Token | None:
    """Give the access token that a program shows, if it is good now."""
    found = token(text, Token.Kind.ACCESS)
    return found if found and stands(found) else None


def open_grants(person: Person) -> QuerySet[Grant]:
    """Give the grants of a holder by which a program can still come back, the newest first."""
    moment = now()
    live = Q(grant=OuterRef("pk"), spent_at__isnull=True, ends_at__gt=moment)
    found = Grant.objects.filter(
        Exists(Token.objects.filter(live)) | Exists(Code.objects.filter(live)),
        person=person,
        ended_at__isnull=True,
    )
    return found.select_related("program").order_by("-given_at")


@dataclass(frozen=True)
class LetIn:
    """A program as its page shows it: all its grants together."""

    program: Program
    since: datetime
    used_at: datetime | None
    may: list[str]


def programs_let_in(person: Person) -> list[LetIn]:
    """Give the programs that a holder lets in now, by their names."""
    grants: dict[UUID, list[Grant]] = {}
    for grant in open_grants(person):
        grants.setdefault(grant.program_id, []).append(grant)
    return sorted(map(_together, grants.values()), key=lambda each: each.program.name.casefold())


def _together(grants: list[Grant]) -> LetIn:
    used = [each.used_at for each in grants if each.used_at]
    return LetIn(
        program=grants[0].program,
        since=min(each.given_at for each in grants),
        used_at=max(used) if used else None,
        may=in_plain_words(" ".join(each.scope for each in grants)),
    )
