"""Codes and refresh tokens are used once; what comes of them are tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.exchange.actions.let_in import end_grant
from lapel.journey.exchange.models import Code, Grant, Token
from lapel.journey.exchange.queries import fingerprint, stands
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Person

# Open Badges 3.0 §7.2 recommends an hour; a refresh token that nobody uses ends by itself.
ACCESS_LASTS = timedelta(hours=1)
REFRESH_LASTS = timedelta(days=90)
# What a program reads is noted by the minute, not with every page it turns.
NOTED_EVERY = timedelta(minutes=1)


def spend(*, found: Code | Token) -> Person | None:
    """Use a code or refresh token, once; gives whose it is, or None where it is not good.

    One that was used before ends its grant: two parties hold it, and one of them is a thief
    (RFC 6749 §4.1.2, RFC 9700 §4.14.2).
    """
    kind = type(found)
    if stands(found):
        unspent = kind.objects.filter(pk=found.pk, spent_at__isnull=True)
        if unspent.update(spent_at=now()):
            return found.grant.person
    if kind.objects.filter(pk=found.pk, spent_at__isnull=False).exists():
        end_grant(grant=found.grant, by="reuse")
    return None


def give_tokens(*, grant: Grant, scope: str, access: str, refresh: str) -> None:
    """Keep the fingerprints of new tokens (`refresh` may be empty), and forget outdated ones.

    An access token may have been asked for with less; a refresh token keeps the whole scope
    (RFC 6749 §6).
    """
    moment = now()
    with transaction.atomic():
        grant.tokens.filter(ends_at__lt=moment).delete()
        grant.codes.filter(ends_at__lt=moment).delete()
        _keep(grant, scope, access, Token.Kind.ACCESS, ACCESS_LASTS)
        if refresh:
            _keep(grant, grant.scope, refresh, Token.Kind.REFRESH, REFRESH_LASTS)


def take_back(*, found: Token) -> None:
    """Take a token back at its program's wish (RFC 7009); with a refresh token the whole grant."""
    if found.kind == Token.Kind.REFRESH:
        end_grant(grant=found.grant, by="program")
    else:
        Token.objects.filter(pk=found.pk, spent_at__isnull=True).update(spent_at=now())


def note_use(*, grant: Grant) -> None:
    """Remember when a program last came, for the holder's page."""
    if grant.used_at is None or now() - grant.used_at > NOTED_EVERY:
        Grant.objects.filter(pk=grant.pk).update(used_at=now())


def _keep(grant: Grant, scope: str, text: str, kind: Token.Kind, lasts: timedelta) -> None:
    Token.objects.create(
        hash=fingerprint(text),
        kind=kind,
        grant=grant,
        scope=scope,
        made_at=now(),
        ends_at=now() + lasts,
    )
