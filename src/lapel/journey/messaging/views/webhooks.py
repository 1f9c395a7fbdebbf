"""Where an organisation says which programs are told what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.messaging import actions, queries
from lapel.journey.messaging.forms import EndpointForm
from lapel.journey.messaging.policies import may_keep_webhooks
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.messaging.models import WebhookEndpoint


def _keeper(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not may_keep_webhooks(request.user):
        raise PermissionDenied
    return request.user


def _endpoint(request: HttpRequest, endpoint_id: UUID) -> WebhookEndpoint:
    """Find an endpoint she keeps; to others it is not there."""
    found = None
    if isinstance(request.user, Person):
        found = queries.endpoint_of(request.user, endpoint_id)
    if found is None:
        raise Http404
    return found


def _endpoint_with(request: HttpRequest, endpoint_id: UUID, message_id: UUID) -> WebhookEndpoint:
    """Find an endpoint she keeps that has this message."""
    endpoint = _endpoint(request, endpoint_id)
    if not endpoint.messages.filter(pk=message_id).exists():
        raise Http404
    return endpoint


@method_decorator([login_required, never_cache], name="dispatch")
class Webhooks(View):
    """The addresses that are told, and a form for one more."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._page(request, EndpointForm(person=_keeper(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Register an address, and show its secret this once."""
        person = _keeper(request)
        form = EndpointForm(request.POST, person=person)
        if form.is_valid():
            try:
                endpoint, secret = actions.register_webhook(person=person, **form.cleaned_data)
            except actions.Refusal as refusal:
                form.add_error("address", str(refusal))
            else:
                return _secret(request, endpoint, secret)
        return self._page(request, form, status=422)

    def _page(self, request: HttpRequest, form: EndpointForm, status: int = 200) -> HttpResponse:
        facts = {"endpoints": queries.endpoints_of(_keeper(request)), "form": form}
        return render(request, "messaging/webhooks.html", facts, status=status)


def _secret(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    facts = {"endpoint": endpoint, "secret": secret}
    return render(request, "messaging/secret.html", facts)


@login_required
@require_safe
def webhook(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Show an endpoint and what became of its messages."""
    endpoint = _endpoint(request, endpoint_id)
    latest = queries.latest_messages(endpoint)
    sendings = [(each, queries.unpacked(each.error)) for each in latest]
    facts = {"endpoint": endpoint, "sendings": sendings}
    return render(request, "messaging/webhook.html", facts)


@login_required
@never_cache
@require_POST
def rotate(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Change the secret, and show the new one this once."""
    endpoint = _endpoint(request, endpoint_id)
    try:
        found, secret = actions.rotate_webhook(person=_keeper(request), endpoint_id=endpoint.pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("messaging:webhook", endpoint_id=endpoint.pk)
    return _secret(request, found, secret)


@login_required
@require_POST
def ping(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Send a message that says nothing."""
    endpoint, person = _endpoint(request, endpoint_id), _keeper(request)
    return _done(
        request,
        endpoint,
        lambda: actions.ping_webhook(person=person, endpoint_id=endpoint.pk),
        _("A ping is on its way; look again in a moment."),
    )


@login_required
@require_POST
def end(request: HttpRequest, endpoint_id: UUID) -> HttpResponse:
    """Tell an address nothing any more."""
    endpoint, person = _endpoint(request, endpoint_id), _keeper(request)
    return _done(
        request,
        endpoint,
        lambda: actions.end_webhook(person=person, endpoint_id=endpoint.pk),
        _("It is told nothing any more."),
    )


@login_required
@require_POST
def again(request: HttpRequest, endpoint_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a message once more."""
    endpoint, person = _endpoint_with(request, endpoint_id, message_id), _keeper(request)
    return _done(
        request,
        endpoint,
        lambda: actions.send_again(person=person, message_id=message_id),
        _("It is sent once more, under the same id."),
    )


@login_required
@require_POST
def discard(request: HttpRequest, endpoint_id: UUID, message_id: UUID) -> HttpResponse:
    """Delete a parked message."""
    endpoint, person = _endpoint_with(request, endpoint_id, message_id), _keeper(request)
    return _done(
        request,
        endpoint,
        lambda: actions.discard_message(person=person, message_id=message_id),
        _("The message is deleted; nobody is told it."),
    )


def _done(
    request: HttpRequest, endpoint: WebhookEndpoint, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("messaging:webhook", endpoint_id=endpoint.pk)
