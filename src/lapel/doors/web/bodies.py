"""What a form may weigh, and how long it may take to come.

Django reads the whole body of a form before it looks for its token, files of any size onto the
disk, and a thread waits for as long as the line is slow: without limits a stranger could fill the
disk, or hold every thread with a few forms that never end.
"""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

# The heaviest form is the one that takes a badge to verify.
HEAVIEST = 5 * 1024 * 1024 + 64 * 1024
# Takes more, from those who are signed in alone, and looks at the size before it reads.
TAKES_MORE = "evidence:add"
# Answers what is too heavy with a page of its own, and reads nothing of it.
ANSWERS_ITSELF = "sharing:verify"
PATIENCE = 20.0
SLOWEST_LINE = 16 * 1024


class BodiesMiddleware:
    """Stands before everything that reads a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the form is looked at once its page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer 413 to a form that is too heavy and 408 to one that does not come."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or name == TAKES_MORE:
            return None
        weight = _weight(request)
        if weight > HEAVIEST:
            heavy = _said(_("What was sent is larger than any form here takes."), 413)
            return None if name == ANSWERS_ITSELF else heavy
        if _has_come(request, PATIENCE + weight / SLOWEST_LINE):
            return None
        return _said(_("What was sent did not arrive in time; please try again."), 408)


def _weight(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isascii() and declared.isdigit() else HEAVIEST + 1


def _has_come(request: HttpRequest, seconds: float) -> bool:
    """Read the form, in a thread of its own: answering ends a read that nothing else can end."""
    faults: list[Exception] = []

    def read() -> None:
        try:
            request.POST  # noqa: B018 (its first reader reads the body)
        except Exception as fault:  # noqa: BLE001 (raised again where Django expects it)
            faults.append(fault)

    reader = Thread(target=read, daemon=True)
    reader.start()
    reader.join(seconds)
    if faults:
        raise faults[0]
    return not reader.is_alive()


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
