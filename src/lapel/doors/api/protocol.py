"""What protocol doors have in common: their own rates, sizes, and errors in their own form."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def for_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that programs call: no cookie counts, no form's token, and its own rate."""

    @wraps(view)
    def called(*args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(*args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    called.keeps_own_rate = True  # type: ignore[attr-defined]  # read by StrangersRateMiddleware
    return csrf_exempt(called)


def is_too_often(request: HttpRequest, action: str, rate: str, *, key: str = "") -> bool:
    """Count a call under its address, or under a key; tell whether it is one too many."""
    config = {action: rate}
    usage = ratelimit.consume(
        request,
        app="lapel.doors.api",
        action=action,
        config=config,
        key=key or None,
        limit_get=True,
    )
    return not usage


def body_of(request: HttpRequest) -> bytes:
    """Give the body; empty where it came as a form with files, which was read by then."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def declared_size(request: HttpRequest, *, otherwise: int) -> int:
    """Give the size of the body as the program declares it."""
    declared = request.headers.get("Content-Length") or ""
    return int(declared) if declared.isascii() and declared.isdigit() else otherwise


def addresses(base: str) -> dict[str, str]:
    """Give the addresses of OAuth that a program needs, and the page with terms and privacy."""
    names = ("register", "authorize", "token", "revoke")
    found = {name: base + reverse(f"oauth-{name}") for name in names}
    return found | {"rules": base + reverse("exchange:rules")}
