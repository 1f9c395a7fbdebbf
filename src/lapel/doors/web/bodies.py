"""What a form may weigh, and how many may be on their way at once.

Django reads the whole body of a form before it looks for its token, files of any size onto the
disk, and a thread waits for as long as the line is slow: without limits a stranger could fill the
disk, or hold every thread with a few forms that never end.

What programs post is read here too, JSON as well as forms, and counted while it comes.

A slow form is not given up: the server (granian 2.8) stands still for everybody where a request
is answered while its body is still being read.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from lapel.turnstile import Turnstile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, QueryDict

# The heaviest form is the one that takes a badge to verify.
HEAVIEST = 5 * 1024 * 1024 + 64 * 1024
# These take more, from those who are signed in alone, look at the size before they read, and count
# it among the uploads.
TAKE_MORE = {"evidence:add", "viva:record"}
# These answer what is too heavy in their own form, and read nothing of it.
ANSWER_THEMSELVES = {"sharing:verify", "ob3-credentials"}
# Of the threads that `lapel serve` has: so many for one person or address, for all strangers.
MOST_OF_ONE = 6
MOST_OF_STRANGERS = 12
STRANGERS = "strangers"
WITH_BODIES = {"POST", "PUT", "PATCH"}


class BodiesMiddleware:
    """Stands before everything that reads a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.door = Door()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the form is looked at once its page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer 413 to a form that is too heavy and 503 where too many are on their way.

        And 400 to a zero sign in an address or a form: PostgreSQL holds it in no text.
        """
        if _has_zero(request.GET):
            return _said(_("What was sent holds a sign that no text has."), 400)
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_for_programs = getattr(view, "csrf_exempt", False)
        methods = WITH_BODIES if is_for_programs else {"POST"}
        if request.method not in methods or name in TAKE_MORE:
            return None
        if _weight(request) > HEAVIEST:
            heavy = _said(_("What was sent is larger than any form here takes."), 413)
            return None if name in ANSWER_THEMSELVES else heavy
        with self.door.passed(_names(request)) as has_passed:
            if has_passed:
                _read(request, whole=is_for_programs)
                if _has_zero(request.POST):
                    return _said(_("What was sent holds a sign that no text has."), 400)
                return None
        busy = _said(_("Too much is being sent at once; please try again in a moment."), 503)
        busy["Retry-After"] = "2"
        return busy


def _has_zero(sent: QueryDict) -> bool:
    return any("\0" in text for key, texts in sent.lists() for text in (key, *map(str, texts)))


def _read(request: HttpRequest, *, whole: bool) -> None:
    """Read a form, and with `whole` whatever else came; what is too large its page refuses."""
    request.POST  # noqa: B018 (its first reader reads the body)
    if whole:
        with suppress(RawPostDataException, RequestDataTooBig):
            request.body  # noqa: B018 (its first reader reads it)


class Door:
    """Counts whose forms are on their way."""

    def __init__(self) -> None:
        self._turnstile = Turnstile()

    @contextmanager
    def passed(self, names: list[str]) -> Iterator[bool]:
        """Tell whether one more may come under these names, and count it meanwhile."""
        with self._turnstile.passed({name: _most(name) for name in names}) as full:
            yield not full


def _most(name: str) -> int:
    return MOST_OF_STRANGERS if name == STRANGERS else MOST_OF_ONE


def _names(request: HttpRequest) -> list[str]:
    if request.user.is_authenticated:
        return [str(request.user.pk)]
    return [STRANGERS, get_adapter().get_client_ip(request)]


def _weight(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isascii() and declared.isdigit() else HEAVIEST + 1


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
