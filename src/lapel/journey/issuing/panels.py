"""What issuing says on the catalogue's pages: the five parties behind a credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from lapel.journey.catalogue.models import Version
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.policies import is_holder, may_ask_for, may_ask_for_award
from lapel.journey.issuing.queries import (
    address,
    endorsements_for_award,
    endorsements_of_subject,
    newer_than,
    refresh_open_in,
    refreshes_open_to,
)
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential, Stack
    from lapel.journey.issuing.models import Award
    from lapel.journey.issuing.queries import Newer


def parties(request: HttpRequest, subject: Version | Stack) -> str:
    """Name author, issuer, assessors, recognisers and endorsers, or say that there is none."""
    is_version = isinstance(subject, Version)
    owner = subject.microcredential if isinstance(subject, Version) else subject
    issuer = Issuer.objects.filter(organisation=owner.organisation_id).first()
    context = {
        "subject": subject,
        "name": f"{'version' if is_version else 'stack'}-{subject.pk}",
        "is_stack": not is_version,
        "author": owner.organisation,
        "issuer": issuer,
        "issuer_url": address("issuer", issuer.pk) if issuer else "",
        "endorsements": endorsements_of_subject(subject),
        "may_ask": may_ask_for(request.user, subject),
    }
    return render_to_string("issuing/parts/parties.html", context, request)


def of_an_award(request: HttpRequest, award: Award) -> str:
    """Show its holder what she has asked for, and the way to ask for more."""
    asked = [each for each in endorsements_for_award(award) if each.state != each.State.WITHDRAWN]
    may_ask = may_ask_for_award(request.user, award)
    if not asked and not may_ask:
        return ""
    context = {"award": award, "asked": asked, "may_ask": may_ask}
    return render_to_string("issuing/parts/award_endorsements.html", context, request)


def newer_of_catalogue(request: HttpRequest, microcredential: MicroCredential) -> str:
    """Offer a holder of an older version its refresh, on the micro-credential's page (R20)."""
    if not isinstance(request.user, Person):
        return ""
    found = refresh_open_in(request.user, microcredential)
    return _newer(request, [found] if found else [])


def newer_of_portfolio(request: HttpRequest, person: Person) -> str:
    """List what a holder may refresh, or is refreshing."""
    return _newer(request, refreshes_open_to(person))


def newer_of_award(request: HttpRequest, award: Award) -> str:
    """Offer its refresh on an award's own page, to its holder."""
    if not is_holder(request.user, award):
        return ""
    found = newer_than(award)
    return _newer(request, [found] if found and (found.is_open or found.refresh) else [])


def _newer(request: HttpRequest, found: list[Newer]) -> str:
    if not found:
        return ""
    return render_to_string("issuing/parts/newer_panel.html", {"all": found}, request)


PANELS: dict[str, list[Callable[[HttpRequest, Any], str]]] = {
    "catalogue.parties": [parties],
    "catalogue.microcredential": [newer_of_catalogue],
    "sharing.award": [newer_of_award, of_an_award],
    "sharing.awards": [newer_of_portfolio],
}
