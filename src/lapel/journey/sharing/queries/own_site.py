"""What anybody may read on our own site, brought without a network.

A verifier that fetched from its own site would ask itself through the guarded way out, which
refuses the private address that a site often has from within. So the view itself is asked, as
somebody who is not signed in, and under `/id/` alone: there stand the documents that are public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from lapel.domain.badges.hosted_checks import GoneError
from lapel.domain.badges.trust import UnavailableError
from lapel.journey.issuing.queries import own_document
from lapel.ports import checking
from lapel.ports.fetch import Fetched
from lapel.ports.fetch.documents import document_at

if TYPE_CHECKING:
    from lapel.domain.badges.trust import Resolved

PUBLIC = "/id/"
_PORTS = {"https": 443, "http": 80}


def is_own(address: str) -> bool:
    """Say whether an address is of our own site, however its host and port are written."""
    return _site(address) == _site(settings.BASE_URL) is not None


def from_own_site(address: str) -> Resolved:
    """Bring a public document of ours; UnavailableError, or GoneError where it was taken away."""
    try:
        return own_document(address)
    except UnavailableError as none:
        if not urlsplit(address).path.startswith(PUBLIC):
            raise
        try:
            return document_at(address, ask=_asked, max_bytes=checking.MAX_FILE)
        except GoneError:
            raise
        except UnavailableError:
            raise none from None


def _site(address: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname or "", _port(parts)
    except ValueError:
        return None


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _asked(url: str, /, *, max_bytes: int, redirects: int, accept: str) -> Fetched:
    """Give what the view at an address answers to a stranger."""
    del max_bytes, redirects  # our own documents are small, and none leads on
    answer = _answer(urlsplit(url).path, accept)
    return Fetched(url, answer.status_code, answer.get("Content-Type", ""), {}, answer.content)


def _answer(path: str, accept: str) -> HttpResponse:
    request = HttpRequest()
    request.method, request.path, request.user = "GET", path, AnonymousUser()
    request.META |= {"HTTP_ACCEPT": accept}
    try:
        found = resolve(path)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    except (Http404, Resolver404):
        return HttpResponse(status=404)
    return answer
