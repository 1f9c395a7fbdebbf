"""A person's own account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.people import actions
from lapel.journey.people.forms import ProfileForm
from lapel.journey.people.queries import roles_of
from lapel.journey.record.queries import history

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """Give the signed-in person; only behind `login_required`."""
    return cast("Person", request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show her account and take her name and language."""
    person = person_of(request)
    first = {"name": person.name, "language": person.language}
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=person, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("people:account")
    keys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    facts = {
        "form": form,
        "roles": roles_of(person),
        "addresses": EmailAddress.objects.filter(user=person).order_by("-primary", "email"),
        "passkeys": keys.count(),
        "has_second_factor": is_mfa_enabled(person),
    }
    return render(request, "people/account.html", facts)


@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Give her what this room holds about her, as a JSON file."""
    body = json.dumps(_held_about(person_of(request)), cls=DjangoJSONEncoder, indent=2)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="lapel-account.json"'
    return response


def _held_about(person: Person) -> dict[str, Any]:
    addresses = EmailAddress.objects.filter(user=person)
    memberships = person.memberships.select_related("organisation").order_by("since")
    return {
        "name": person.name,
        "language": person.language,
        "joined_at": person.joined_at,
        "last_signed_in_at": person.last_login,
        "addresses": list(addresses.values("email", "verified", "primary")),
        "memberships": [
            {
                "organisation": each.organisation.name,
                "role": each.role,
                "since": each.since,
                "until": each.until,
            }
            for each in memberships
        ],
        "second_factors": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "history": [
            {"at": entry.at, "action": entry.action, "facts": entry.facts}
            for entry in history("person", person.id)
        ],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Ask once, then close her account."""
    if request.method != "POST":
        return render(request, "people/leave.html")
    try:
        actions.leave(person=person_of(request))
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("people:leave")
    logout(request)
    messages.success(request, gettext("Your account is closed. Thank you for having been here."))
    return redirect("home")
