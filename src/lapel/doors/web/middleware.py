"""What stands before every page: the second factor, strangers' rate, a person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import translation

from lapel.journey.people.policies import needs_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# allauth's own: a code of an app, a passkey, a recovery code.
SECOND_FACTORS = {"mfa"}
# What an officer needs to set a second factor up or to use it, and the way out.
OPEN_BEFORE = {
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "people:demo",
}
STRANGERS_RATE = {"post": "60/m/ip"}
NO_DEVICES = "camera=(), microphone=(), geolocation=()"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class _Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class OneNameMiddleware(_Middleware):
    """Leads whoever comes by the machine's number to the demo's own name.

    Under two names her session, what is signed and what is linked would stand apart.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send her on with the whole of her address; everybody else passes."""
        if settings.ALSO_HERE and split_domain_port(request.get_host())[0] == settings.ALSO_HERE:
            return HttpResponseRedirect(settings.BASE_URL + request.get_full_path())
        return self.get_response(request)


class PrivatePagesMiddleware(_Middleware):
    """Keeps a signed-in person's pages out of what a browser shows again without asking."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so where the page has not said otherwise itself."""
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        return response


class DevicesMiddleware(_Middleware):
    """Lets no page use a camera, a microphone or the place somebody is at."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say so, but for a page that says itself what it needs."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response


class PersonLanguageMiddleware(_Middleware):
    """Speaks a signed-in person's own language, whatever her browser asks for."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate her language for this page."""
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether two factors were used in this session; the demo's one click counts there."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    counts = {*SECOND_FACTORS, "demo"} if settings.IS_DEMO else SECOND_FACTORS
    return any(record.get("method") in counts for record in records)


class SecondFactorMiddleware(_Middleware):
    """Opens no page to officers and administrators before their second factor."""

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Lead them to use theirs, or to set one up; everyone else passes."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or name in OPEN_BEFORE or has_second_factor(request):
            return None
        if not needs_second_factor(request.user):
            return None
        way = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index"
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{reverse(way)}?{query}" if query else reverse(way))


class StrangersRateMiddleware(_Middleware):
    """Slows down addresses from which nobody is signed in and much is posted."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer 429 beyond the rate; those who are signed in have limits of their own.

        So have the doors for programs, one of which may come for many people.
        """
        if getattr(view, "keeps_own_rate", False):
            return None
        if request.method not in UNSAFE or request.user.is_authenticated:
            return None
        response: HttpResponse | None = ratelimit.consume_or_429(
            request, app="lapel.doors.web", action="post", config=STRANGERS_RATE
        )
        return response
