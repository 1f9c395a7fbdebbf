"""What protocol doors have in common: their own rates, sizes, and errors in their own form."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.http import JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from lapel.domain.badges import strictjson

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class ApiError(Exception):
    """A request is refused: HTTP status, the specification's own code, and what it is about."""

    def __init__(self, status: int, minor: str, sentence: str, *, name: str = "Lapel") -> None:
        super().__init__(sentence)
        self.status, self.minor, self.name = status, minor, name


def for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that programs call: no cookie counts, no form's token, and its own rate."""

    @wraps(view)
    def called(*args: Any, **kwargs: Any) -> HttpResponseBase:
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


def object_of(request: HttpRequest, *, most: int) -> dict[str, Any]:
    """Give the one JSON object of the body, read as strictly as a badge is.

    Raises `BadgeError`: two readers of one request shall not read two things.
    """
    return strictjson.read_object(body_of(request), max_bytes=most)


def declared_size(request: HttpRequest, *, otherwise: int) -> int:
    """Give the size of the body as the program declares it."""
    declared = request.headers.get("Content-Length") or ""
    return int(declared) if declared.isascii() and declared.isdigit() else otherwise


def bearer_of(request: HttpRequest) -> str:
    """Give the token that the program shows in its header (RFC 6750 §2.1); "" where it shows none.

    From nowhere else: an address stands in logs, and a form may be another's.
    """
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def status_info(status: int, minor: str, sentence: str, *, name: str = "Lapel") -> JsonResponse:
    """Answer an error as 1EdTech's specifications do (`Imsx_StatusInfo`: OB 3.0 §B, CASE 1.1 §3.7).

    `minor` is the code of the specification, `name` what it is about.
    """
    field = {"imsx_codeMinorFieldName": name, "imsx_codeMinorFieldValue": minor}
    body = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": sentence,
        "imsx_codeMinor": {"imsx_codeMinorField": [field]},
    }
    return JsonResponse(body, status=status)


def in_ascii(sentence: str) -> str:
    """Give a sentence in the signs that OAuth allows in `error_description` (RFC 6749 §5.2)."""
    plain = sentence.replace("“", "'").replace("”", "'").replace('"', "'").replace("\\", "/")
    return plain.encode("ascii", "replace").decode()


def addresses(base: str) -> dict[str, str]:
    """Give the addresses of OAuth that a program needs, and the page with terms and privacy."""
    names = ("register", "authorize", "token", "revoke")
    found = {name: base + reverse(f"oauth-{name}") for name in names}
    return found | {"rules": base + reverse("exchange:rules")}
