"""What a program says of itself when it registers (RFC 7591 §2, Open Badges 3.0 §7.1.1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from lapel.journey.exchange.queries.scopes import known_scopes

TEXTS = {"client_name": 100, "software_id": 200, "software_version": 100}
PAGES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
LONGEST_ADDRESS = 500
MOST = 10
# Names and numbers of hosts; a sign more would end a directive of the policy that names one.
HOST = re.compile(r"[a-z0-9_.:-]+")
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = ("client_secret_basic", "client_secret_post")
GRANTS = ("authorization_code", "refresh_token")


class MetadataError(Exception):
    """A registration is refused; `code` is RFC 7591's (§3.2.2), the message plain ASCII."""

    def __init__(self, sentence: str, code: str = "invalid_client_metadata") -> None:
        super().__init__(sentence)
        self.code = code


def accepted_metadata(given: object) -> dict[str, Any]:
    """Give the fields of a registration as they are accepted; what is unknown is left out.

    Raises `MetadataError` for a field that is missing, too long, of another type, or an address
    that is not on https and on the one host of the program.
    """
    if not isinstance(given, Mapping):
        raise MetadataError("The registration is a JSON object.")
    accepted: dict[str, Any] = {name: _text(given, name, most) for name, most in TEXTS.items()}
    accepted |= {name: _address(given.get(name), name).geturl() for name in PAGES}
    accepted["redirect_uris"] = _redirects(given)
    accepted |= _flow(given)
    if "contacts" in given:
        accepted["contacts"] = [_clean(each, "contacts", 200) for each in _texts(given, "contacts")]
    if len(_hosts(accepted)) != 1:
        raise MetadataError("All addresses of a program have the same host.")
    return accepted


def host_of(accepted: Mapping[str, Any]) -> str:
    """Give the one host of a program's addresses."""
    return next(iter(_hosts(accepted)))


def origin_of(address: str) -> str:
    """Give the scheme and host of an accepted address, as a content security policy names it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _hosts(accepted: Mapping[str, Any]) -> set[str]:
    addresses = [*(accepted[name] for name in PAGES), *accepted["redirect_uris"]]
    return {urlsplit(each).hostname or "" for each in addresses}


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    return _clean(given.get(name), name, most)


def _clean(value: object, name: str, most: int) -> str:
    """Refuse what would not show as it is: controls, and marks that turn the direction of text."""
    if not isinstance(value, str) or not value.strip():
        raise MetadataError(f"{name} is required and is a text.")
    if len(value) > most or any(unicodedata.category(sign).startswith("C") for sign in value):
        raise MetadataError(f"{name} is longer than {most} signs or holds signs without a shape.")
    return value.strip()


def _texts(given: Mapping[str, Any], name: str) -> list[Any]:
    values = given.get(name)
    if not isinstance(values, list) or not 0 < len(values) <= MOST:
        raise MetadataError(f"{name} is a list of at most {MOST} texts.")
    return values


def _address(value: object, name: str, code: str = "invalid_client_metadata") -> SplitResult:
    wrong = MetadataError(f"{name} is an https address, without a name in it or a fragment.", code)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ADDRESS:
        raise wrong
    if not value.isascii() or any(sign <= " " or sign in '\\"<>`{}|^' for sign in value):
        raise wrong
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE)
    if not (is_safe and HOST.fullmatch(host)) or "@" in parts.netloc or "#" in value:
        raise wrong
    return parts


def _redirects(given: Mapping[str, Any]) -> list[str]:
    code = "invalid_redirect_uri"
    values = given.get("redirect_uris")
    if not isinstance(values, list) or not 0 < len(values) <= MOST:
        raise MetadataError(f"redirect_uris is a list of one to {MOST} addresses.", code)
    for value in values:
        _address(value, "Each of redirect_uris", code)
    return list(dict.fromkeys(values))


def _flow(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read how the program will ask: Open Badges 3.0 knows one flow."""
    method = given.get("token_endpoint_auth_method", METHODS[0])
    if method not in METHODS:
        raise MetadataError("token_endpoint_auth_method is client_secret_basic.")
    asked = _texts(given, "grant_types") if "grant_types" in given else [GRANTS[0]]
    grants = [each for each in GRANTS if each in asked]
    if GRANTS[0] not in grants:
        raise MetadataError("grant_types holds authorization_code.")
    if given.get("response_types", ["code"]) != ["code"]:
        raise MetadataError("response_types is code alone.")
    scope = known_scopes(given["scope"]) if isinstance(given.get("scope"), str) else ""
    if not scope:
        raise MetadataError("scope names at least one scope of Open Badges.")
    return {
        "token_endpoint_auth_method": method,
        "grant_types": grants,
        "response_types": ["code"],
        "scope": scope,
    }
