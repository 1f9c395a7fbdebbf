"""What a page of hers sends on her own devices: let one in, take it off, try it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lapel.domain.badges.multiformats import base64url_encode
from lapel.journey.learning.actions import Refusal as RhythmRefusal
from lapel.journey.messaging import actions, queries
from lapel.journey.messaging.forms import DeviceForm
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def _own(request: HttpRequest, device_id: UUID) -> Person:
    """Give the person whose device it is; to others it is not there."""
    person = _person(request)
    if not queries.devices_of(person).filter(pk=device_id).exists():
        raise Http404
    return person


@login_required
@never_cache
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """Give the public key that a browser is to let in: `{key}` in base64url."""
    person = _person(request)
    if not queries.pushes_are_on():
        raise Http404
    made = actions.make_push_key(person=person)
    return JsonResponse({"key": base64url_encode(bytes(made.public))})


@login_required
@require_POST
def let_in(request: HttpRequest) -> HttpResponse:
    """Let notifications come to the device that sends this."""
    person, form = _person(request), DeviceForm(request.POST)
    back = redirect("learning:rhythm")
    if not form.is_valid():
        messages.error(request, _("This is nothing that a browser gives for notifications."))
        return back
    try:
        device = actions.let_device_in(
            person=person,
            device=form.device,
            key=form.cleaned_data["key"],
            user_agent=request.headers.get("User-Agent", ""),
        )
    except (actions.Refusal, RhythmRefusal) as refusal:
        messages.error(request, str(refusal))
        return back
    messages.success(request, _("Reminders come to this device from now on."))
    back.set_cookie(
        queries.DEVICE_COOKIE,
        queries.mark_of(device),
        max_age=queries.DEVICE_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return back


@login_required
@require_POST
def off(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Let nothing come to a device any more."""
    actions.take_device_off(person=_own(request, device_id), device_id=device_id)
    messages.success(request, _("No reminder comes to this device any more."))
    return redirect("learning:rhythm")


@login_required
@require_POST
def try_one(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Have one come now."""
    try:
        actions.try_device(person=_own(request, device_id), device_id=device_id)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("It is on its way. If nothing shows within a minute, reload this page.")
        messages.success(request, said)
    return redirect("learning:rhythm")
