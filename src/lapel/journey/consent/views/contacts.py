"""Where families turn without their teacher: a page for everybody, and the school's side of it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.consent import actions, policies, queries
from lapel.journey.consent.forms import ContactForm, HandOutForm
from lapel.journey.consent.views.common import hers, person_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.consent.models import Student

CONTACTS_A_PAGE = 20
ROWS_A_PAGE = 50
# Whoever helps a family knows class and initials; this slows down who tries them.
LOOKS = {"family": "30/h/user"}
NOT_FOUND = gettext_lazy(
    "Nothing is kept under this name that could be taken back, or its teacher is still here and "
    "gives the code. Look at the family's form again: class and initials must stand as they do "
    "there."
)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Tell families where to turn, in their language."""
    words = queries.words_in(request.GET.get("language", ""))
    asked = request.GET.get("school", "")[:100]
    page = Paginator(queries.contacts(asked), CONTACTS_A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "words": words,
        "languages": queries.LANGUAGES,
        "language": request.GET.get("language", ""),
        "asked": asked,
        "page": page,
    }
    return render(request, "consent/help.html", facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def families(request: HttpRequest) -> HttpResponse:
    """Give a family its code where its teacher left, and show whom families turn to."""
    person = person_of(request)
    if not policies.may_help_families(person):
        raise PermissionDenied
    form = HandOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if slowed := _slowed(request):
            return slowed
        told = dict(form.cleaned_data)
        language = told.pop("language")
        try:
            found = actions.hand_out_codes(person=person, **told)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            if found:
                return _sheet(request, found, language)
            form.add_error(None, NOT_FOUND)
    return _families(request, form)


def _slowed(request: HttpRequest) -> HttpResponse | None:
    slowed: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.consent", action="family", config=LOOKS, user=request.user
    )
    return slowed


def _families(request: HttpRequest, form: HandOutForm) -> HttpResponse:
    here = queries.organisations_helped(person_of(request)).filter(closed_at=None)
    page = Paginator(here.order_by("name", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    own = queries.own_contacts(page.object_list)
    places = [(each, own.get(each.pk, "")) for each in page]
    facts = {"form": form, "page": page, "places": places}
    status = 422 if form.errors else 200
    return _private(render(request, "consent/families.html", facts, status=status))


def _sheet(request: HttpRequest, found: list[tuple[Student, str]], language: str) -> HttpResponse:
    """Show what the family is handed: its codes, and what they are for, in its own language."""
    addresses = [
        (student, code, settings.BASE_URL + reverse("consent:family", args=[code]))
        for student, code in found
    ]
    facts: dict[str, Any] = {
        "words": queries.words_in(language),
        "sheets": [
            (student, code, address, _drawn(address)) for student, code, address in addresses
        ],
    }
    return _private(render(request, "consent/sheet.html", facts))


def _drawn(address: str) -> str:
    picture = base64.b64encode(actions.qr_svg(text=address)).decode()
    return f"data:image/svg+xml;base64,{picture}"


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whom families of a school turn to."""
    person = person_of(request)
    if not policies.may_help_families(person):
        raise PermissionDenied
    organisation = get_object_or_404(queries.organisations_helped(person), slug=slug)
    standing = queries.contact_of(organisation)
    own = standing if standing and standing.organisation_id == organisation.pk else None
    form = ContactForm(request.POST or None, initial={"words": own.words if own else ""})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        actions.set_contact(person=person, organisation=organisation, words=words)
        messages.success(request, _("Saved. Families read it on their pages and forms."))
        return redirect("consent:families")
    facts = {"form": form, "organisation": organisation, "standing": standing, "own": own}
    return render(request, "consent/contact.html", facts)
