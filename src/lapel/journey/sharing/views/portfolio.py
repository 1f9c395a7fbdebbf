"""A holder's own awards: what she shows, and what she takes with her."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.issuing.actions import draw_picture
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.issuing.queries import (
    awards_at_other_address,
    awards_of,
    is_at_other_address,
    is_included,
    latest_standing,
    log_proof,
)
from lapel.journey.sharing import actions, queries
from lapel.journey.sharing.forms import ShareForm
from lapel.journey.sharing.policies import may_manage
from lapel.ports.press import PressError

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.people.models import Person

AWARDS_A_PAGE = 48


def own(request: HttpRequest, award_id: UUID) -> Award:
    """Find the visitor's own award; anybody else's does not exist for her."""
    try:
        found = award_of(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if not may_manage(cast("Person", request.user), found):
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show a person's awards as pins."""
    found = queries.with_district_leave(awards_of(cast("Person", request.user)))
    found = found.select_related("share")
    page = Paginator(found, AWARDS_A_PAGE).get_page(request.GET.get("page"))
    offers = queries.transcript_offers(cast("Person", request.user))
    facts = {
        "page": page,
        "transcript_offers": offers,
        "at_other_address": len(awards_at_other_address(cast("Person", request.user))),
    }
    return render(request, "sharing/index.html", facts)


@login_required
@require_safe
def award(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show one of a person's awards with everything she can do with it."""
    found = own(request, award_id)
    share = queries.share_of(found)
    facts = {
        "award": found,
        "subject": found.achievement.subject,
        "standing": latest_standing(found),
        "life": queries.life_of(found, cast("Person", request.user)),
        "is_at_other_address": is_at_other_address(found),
        "share": share,
        "form": ShareForm(initial={"is_public": share.is_public, "shows_name": share.shows_name}),
        "district": queries.district_of(found),
        "consent": queries.district_consent(found),
        "page_address": queries.page_address(found),
        "linkedin": queries.linkedin_address(found),
        "form_offers": queries.form_offers(found),
        "is_anchored": queries.anchored_form(found) is not None,
    }
    return render(request, "sharing/award.html", facts)


@login_required
@require_POST
def share(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Switch the public page on or off."""
    found = own(request, award_id)
    form = ShareForm(request.POST)
    form.full_clean()
    actions.change_share(
        person=cast("Person", request.user), award_id=found.pk, **form.cleaned_data
    )
    said = (
        _("The badge's page is open to anyone with the link.")
        if form.cleaned_data["is_public"]
        else _("The badge is private again.")
    )
    messages.success(request, said)
    return redirect("sharing:award", found.pk)


@login_required
@require_POST
def district(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Let her district see the award, or take that back."""
    found = own(request, award_id)
    person = cast("Person", request.user)
    try:
        if request.POST.get("wish") == "withdraw":
            actions.withdraw_from_district(person=person, award_id=found.pk)
            messages.success(request, _("Your district no longer sees this award by name."))
        else:
            actions.share_with_district(person=person, award_id=found.pk)
            messages.success(request, _("Your district can see this award by your name now."))
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("sharing:award", found.pk)


@login_required
@require_safe
def download(request: HttpRequest, award_id: UUID, form: str) -> HttpResponse:
    """Give the award as a file: badge, certificate, anchored form, bundle, log proof, QR code.

    None goes out before the log holds the award: what is lost on the way to it was never given.
    """
    found = own(request, award_id)
    if not is_included(found):
        messages.info(request, _("It is being entered in the public log; try again in a moment."))
        return redirect("sharing:award", found.pk)
    media_type, ending, make = _FORMS[form]
    try:
        content = make(found)
    except (actions.Refusal, PressError) as refusal:
        messages.error(request, str(refusal))
        return redirect("sharing:award", found.pk)
    response = HttpResponse(content, content_type=media_type)
    name = f"{slugify(found.achievement.title) or 'badge'}{ending}"
    disposition = content_disposition_header(form != "qr", name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-cache"
    return response


def _png(award: Award) -> bytes:
    return queries.baked_png(award, draw_picture(achievement=award.achievement))


def _certificate(award: Award) -> bytes:
    return actions.set_certificate(person=award.person, award_id=award.pk)


def _proof(award: Award) -> bytes:
    text = log_proof(award)
    if text is None:
        said = _("The log is being brought up to date with your award; try again in a moment.")
        raise actions.Refusal(said)
    return text.encode()


def _anchored(award: Award) -> bytes:
    form = queries.anchored_form(award)
    if form is None:
        raise actions.Refusal(_("This badge stands on no chain as it is signed now."))
    return form


def _bundle(award: Award) -> bytes:
    picture = draw_picture(achievement=award.achievement)
    files = queries.Binder().files(award, picture=picture, hers=True)
    name = slugify(award.achievement.title) or "badge"
    return queries.zipped(files, inside=f"{name}-{str(award.pk)[:8]}")


_FORMS: dict[str, tuple[str, str, Callable[[Award], bytes]]] = {
    "json": ("application/vc+ld+json", ".json", lambda award: award.document.encode()),
    "png": ("image/png", ".png", _png),
    "svg": ("image/svg+xml", ".svg", queries.baked_svg),
    "certificate": ("application/pdf", ".pdf", _certificate),
    "proof": ("text/plain; charset=utf-8", ".tlog-proof", _proof),
    "anchored": ("application/vc+ld+json", "-anchored.json", _anchored),
    "bundle": ("application/zip", ".zip", _bundle),
    "qr": ("image/svg+xml", "-qr.svg", lambda award: queries.qr_svg(queries.page_address(award))),
}
