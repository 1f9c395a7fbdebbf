"""Bearer tokens of programs (RFC 6750), as the Open Badges doors ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from lapel.doors.api.protocol import ApiError, bearer_of
from lapel.journey.exchange import actions, queries

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.exchange.models import Grant, Token
    from lapel.journey.people.models import Person


class BearerError(ApiError):
    """A program may not: `code` is RFC 6750's (§3.1), or "" where it showed no token."""

    def __init__(self, status: int, code: str, sentence: str, scope: str = "") -> None:
        unknown = status == HTTPStatus.UNAUTHORIZED
        super().__init__(status, "unauthorizedrequest" if unknown else "forbidden", sentence)
        self.code, self.scope = code, scope

    @property
    def challenge(self) -> str:
        """Give the `WWW-Authenticate` header."""
        parts = ['realm="Lapel"']
        parts += [f'error="{self.code}"', f'error_description="{self}"'] if self.code else []
        parts += [f'scope="{self.scope}"'] if self.scope else []
        return f"Bearer {', '.join(parts)}"


@dataclass(frozen=True)
class Caller:
    """A program that comes for a holder."""

    token: Token

    @property
    def grant(self) -> Grant:
        """Give what it was let do."""
        return self.token.grant

    @property
    def person(self) -> Person:
        """Give the holder it comes for."""
        return self.grant.person


def caller_of(request: HttpRequest, scope: str) -> Caller:
    """Find for whom the program comes; `BearerError` without a good token of this scope."""
    text = bearer_of(request)
    if not text:
        raise BearerError(401, "", "A bearer token is required.")
    found = queries.live_token(text)
    if found is None:
        raise BearerError(401, "invalid_token", "The token is unknown, has ended or was ended.")
    if scope not in found.scope.split():
        raise BearerError(403, "insufficient_scope", "The holder did not allow this.", scope)
    actions.note_use(grant=found.grant)
    return Caller(found)
