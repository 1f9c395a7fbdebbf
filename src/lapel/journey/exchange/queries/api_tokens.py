"""Tokens of organisations' own programs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lapel.journey.exchange.models import ApiToken
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.issuing.models import Issuer
from lapel.journey.people.models import Organisation, Person, Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from django.db.models import QuerySet

LIFETIME = timedelta(days=180)
ISSUE = "credentials:issue"


def live_api_token(text: str, scope: str) -> ApiToken | None:
    """Find a token that is in force and has a scope; its maker still has her office."""
    found = ApiToken.objects.select_related("organisation", "made_by").filter(
        hash=fingerprint(text), ended_at__isnull=True, expires_at__gt=now()
    )
    token = found.first()
    if token is None or scope not in token.scope.split() or not token.made_by.is_active:
        return None
    return token if token.organisation in issuing_organisations(token.made_by) else None


def issuing_organisations(person: Person) -> QuerySet[Organisation]:
    """Give the organisations that issue and of which a person is an administrator."""
    issuers = Issuer.objects.values("organisation")
    found = organisations_where(person, Role.ADMINISTRATOR).filter(pk__in=issuers)
    return found.order_by("name")


def api_tokens_of(person: Person) -> QuerySet[ApiToken]:
    """Give the tokens of the organisations a person is an administrator of, newest first."""
    organisations = organisations_where(person, Role.ADMINISTRATOR)
    found = ApiToken.objects.filter(organisation__in=organisations)
    return found.select_related("organisation", "made_by").order_by("-made_at")
