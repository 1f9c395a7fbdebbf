"""Authlib's flow bound to the room `exchange`: what it asks for, the room gives.

Imported when a program first asks, because Authlib takes ten megabytes.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import rfc6749, rfc7009
from authlib.oauth2.rfc6749 import errors, grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from django.http import HttpResponse

from lapel.journey.exchange import actions, queries
from lapel.journey.exchange.actions import ACCESS_LASTS
from lapel.journey.exchange.models import Token

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from lapel.journey.exchange.models import Program
    from lapel.journey.people.models import Person

METHODS = ["client_secret_basic", "client_secret_post"]


class _Payload(rfc6749.OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """Parameters of one place alone: a form cannot change what stands in the address."""

    def __init__(self, values: QueryDict) -> None:
        self.values = values

    @property
    def data(self) -> dict[str, Any]:
        return self.values.dict()

    @property
    def datalist(self) -> dict[str, list[Any]]:
        return dict(self.values.lists())


class _Request(rfc6749.OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, request: HttpRequest) -> None:
        # Authlib refuses http; here LAPEL_BASE_URL says whether the instance is on https.
        super().__init__(request.method or "", "https://localhost", headers=request.headers)
        self.asked = request
        is_authorize = (
            request.resolver_match and request.resolver_match.url_name == "oauth-authorize"
        )
        self.payload = _Payload(request.GET if is_authorize else request.POST)

    @property
    def args(self) -> QueryDict:
        return self.asked.GET

    @property
    def form(self) -> QueryDict:
        return self.asked.POST


@dataclass(frozen=True)
class Client(rfc6749.ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A program as Authlib asks about it."""

    program: Program

    @property
    def client_id(self) -> str:
        """Give the `client_id`."""
        return str(self.program.pk)

    def get_client_id(self) -> str:
        """Give the `client_id`."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """Give none: Open Badges 3.0 requires each question to name it."""
        return ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Tell whether it registered this address, to the letter."""
        return redirect_uri in self.program.metadata["redirect_uris"]

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Keep those of the scopes asked for that it registered; none at all is an error."""
        registered = self.program.metadata["scope"].split()
        return queries.known_scopes(scope or "", within=registered) or None

    def check_client_secret(self, client_secret: str) -> bool:
        """Tell whether the secret is its own."""
        return queries.is_secret(client_secret, self.program.secret_hash)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 (one answer for all endpoints)
        """Tell whether it may show its secret in this way: in either, wherever it has to."""
        return method in METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Tell whether it may ask for this: for a code alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Tell whether it registered for this kind of grant."""
        return grant_type in self.program.metadata["grant_types"]


@dataclass(frozen=True)
class Found:
    """A code or token as Authlib asks about it."""

    row: Any

    code_challenge_method: ClassVar[str] = "S256"

    @property
    def code_challenge(self) -> str:
        """Give the PKCE challenge of a code."""
        return str(self.row.challenge)

    def get_redirect_uri(self) -> str:
        """Give the redirect address that a code is bound to."""
        return str(self.row.redirect_uri)

    def get_scope(self) -> str:
        """Give the scopes, parted by spaces."""
        return str(getattr(self.row, "scope", "") or self.row.grant.scope)

    def check_client(self, client: Client) -> bool:
        """Tell whether it was given to this program."""
        return bool(self.row.grant.program_id == client.program.pk)


class _Proof(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE with S256 and nothing less, and a `state`; both are required (OB 3.0 §7.1.2)."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar[list[str]] = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise errors.InvalidRequestError(
                "code_challenge and code_challenge_method=S256 are required."
            )
        if not asked.get("state"):
            raise errors.InvalidRequestError("state is required.")
        super().validate_code_challenge(grant, redirect_uri)


class _CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = METHODS

    @staticmethod
    def validate_authorization_redirect_uri(request: _Request, client: Client) -> str:
        """Refuse an address in words that do not repeat it, which could be any signs."""
        asked = request.payload.redirect_uri
        if not client.check_redirect_uri(asked):
            raise errors.InvalidRequestError(
                "redirect_uri is missing, or not one that the program registered."
            )
        return str(asked)

    def create_authorization_response(self, redirect_uri: str, grant_user: Person | None) -> Any:
        """Give back the scope beside the code (OB 3.0 §7.1.2)."""
        status, body, headers = super().create_authorization_response(redirect_uri, grant_user)
        scope = [("scope", self.request.scope)]
        told = [(name, add_params_to_uri(value, scope)) for name, value in headers]
        return status, body, told

    def generate_authorization_code(self) -> str:
        """Leave it to the action, which tells the code once."""
        data = self.request.payload.data
        return actions.let_in(
            person=self.request.user,
            program=self.request.client.program,
            scope=self.request.scope,
            redirect_uri=data["redirect_uri"],
            challenge=data["code_challenge"],
        )

    def save_authorization_code(self, code: str, request: _Request) -> None:
        """Do nothing: whoever made it kept it."""

    def query_authorization_code(self, code: str, client: Client) -> Found | None:
        """Find this program's code; one that is spent already is found out in `spend`."""
        row = queries.code(code)
        found = Found(row) if row else None
        return found if found and found.check_client(client) else None

    def authenticate_user(self, authorization_code: Found) -> Person | None:
        """Use the code; nobody where it is not good any more."""
        return actions.spend(found=authorization_code.row)

    def delete_authorization_code(self, authorization_code: Found) -> None:
        """Do nothing: a spent code is kept, so that its second use is noticed."""


class _RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Found | None:
        """Find a refresh token, spent ones too."""
        row = queries.token(refresh_token, Token.Kind.REFRESH)
        return Found(row) if row else None

    def authenticate_user(self, refresh_token: Found) -> Person | None:
        """Use the token; nobody where it is not good any more."""
        person = actions.spend(found=refresh_token.row)
        if person is None:
            raise errors.InvalidGrantError
        return person

    def revoke_old_credential(self, refresh_token: Found) -> None:
        """Do nothing: it was spent before a new one was made."""


class _Revocation(rfc7009.RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    CLIENT_AUTH_METHODS: ClassVar[list[str]] = METHODS

    def create_endpoint_request(self, request: HttpRequest) -> _Request:
        return _Request(request)

    def query_token(self, token_string: str, token_type_hint: str | None) -> Found | None:  # noqa: ARG002 (one table holds both kinds)
        """Find a token of either kind; a wrong hint does no harm (RFC 7009 §2.1)."""
        row = queries.token(token_string)
        return Found(row) if row else None

    def revoke_token(self, token: Found, request: _Request) -> None:  # noqa: ARG002 (Authlib's)
        """Take it back."""
        actions.take_back(found=token.row)


class Server(rfc6749.AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """The one authorization server of the instance."""

    def query_client(self, client_id: str) -> Client | None:
        """Find a program."""
        found = queries.program(client_id)
        return Client(found) if found else None

    def save_token(self, token: dict[str, Any], request: _Request) -> None:
        """Keep the fingerprints of new tokens under the grant that they come from."""
        source: Found = request.refresh_token or request.authorization_code
        actions.give_tokens(
            grant=source.row.grant,
            scope=token["scope"],
            access=token["access_token"],
            refresh=token.get("refresh_token", ""),
        )

    def create_oauth2_request(self, request: HttpRequest | _Request) -> _Request:
        """Read a request of Django."""
        return request if isinstance(request, _Request) else _Request(request)

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Any:
        """Answer as Django does."""
        text = json.dumps(body) if isinstance(body, dict) else body
        return HttpResponse(text, status=status, headers=dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Do nothing: nothing hides in signals here."""


def _secret(**_facts: Any) -> str:
    return secrets.token_urlsafe(32)


@cache
def server() -> Server:
    """Make the server once for this process."""
    made = Server()
    tokens = BearerTokenGenerator(_secret, _secret, int(ACCESS_LASTS.total_seconds()))
    made.register_token_generator("default", tokens)
    made.register_grant(_CodeGrant, [_Proof(required=True)])
    made.register_grant(_RefreshGrant)
    made.register_endpoint(_Revocation)
    return made
