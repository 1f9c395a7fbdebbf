"""The issuer officer's pages of keys: in force, retired, disowned."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.issuing import actions, queries
from lapel.journey.issuing.forms import DisownForm
from lapel.journey.issuing.models import IssuerKey
from lapel.journey.issuing.views.shared import officer

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person


@login_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show each issuer's DID and keys, in force, retired and disowned."""
    person = officer(request)
    issuers = queries.issuers_of(person).prefetch_related("keys")
    facts = {"issuers": issuers, "work": queries.signing_anew(issuers)}
    return render(request, "issuing/keys.html", facts)


@login_required
@require_POST
def rotate(request: HttpRequest, issuer_id: UUID) -> HttpResponse:
    """Order a new key for an issuer."""
    person = officer(request)
    if not queries.issuers_of(person).filter(pk=issuer_id).exists():
        raise Http404
    actions.order_key(person=person, issuer_id=issuer_id)
    messages.success(request, _("A new key is being made; the present one stays listed."))
    return redirect("issuing:keys")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Ask what happened to a key, then disown it."""
    found = _key(request, key_id)
    form = DisownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disown_key(
                person=cast("Person", request.user),
                key_id=found.pk,
                words=form.cleaned_data["words"],
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The key is disowned. Nothing it signs counts any more."))
            return redirect("issuing:keys")
    facts = {"key": found, "form": form, "count": queries.awards_to_sign_anew(found).count()}
    facts["is_web"] = found.did.startswith("did:web:")
    return render(request, "issuing/disown.html", facts, status=422 if form.errors else 200)


def _key(request: HttpRequest, key_id: UUID) -> IssuerKey:
    """Find a key of the officer's issuers that was made and is not disowned yet."""
    person = officer(request)
    found = IssuerKey.objects.filter(issuer__in=queries.issuers_of(person), pk=key_id)
    key = found.filter(made_at__isnull=False, disowned_at__isnull=True).first()
    if key is None:
        raise Http404
    return key
