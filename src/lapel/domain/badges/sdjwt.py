"""Selective disclosure: claims hidden behind digests, shown one by one (RFC 9901)."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import jose, strictjson
from lapel.domain.badges.errors import IdentifierError, ProofError, UnreadableError
from lapel.domain.badges.keys import Kind, public_key_of_jwk
from lapel.domain.badges.multiformats import base64url_decode, base64url_encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Path = tuple[str | int, ...]
MAX_DISCLOSURES = 1_000
KEY_BINDING = "kb+jwt"
_HASHES = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
_RESERVED = frozenset({"_sd", "...", "_sd_alg"})
# Without these nobody could tell whether the credential is in force (SD-JWT VC §3.2.2.2).
ALWAYS_SHOWN = frozenset(
    {
        "@context", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "termsOfUse",
        "iss", "nbf", "exp", "cnf", "vct", "status",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """An SD-JWT taken apart at its tildes (§4); `is_plain` for a JWS without any."""

    token: str
    disclosures: tuple[str, ...]
    binding: str
    is_plain: bool

    @property
    def bound(self) -> str:
        """What a key binding is about: everything before it."""
        return "~".join([self.token, *self.disclosures, ""])


def split(text: str) -> Parts:
    """Return an SD-JWT's parts; raises ProofError for more disclosures than are read."""
    token, *rest = text.split("~")
    if len(rest) > MAX_DISCLOSURES:
        raise ProofError("The token discloses more than {most} claims.", most=MAX_DISCLOSURES)
    return Parts(token, tuple(rest[:-1]), rest[-1] if rest else "", not rest)


def hide_claims(
    claims: Mapping[str, Any], hide: Iterable[Path], *, salt: Callable[[], str]
) -> tuple[dict[str, Any], list[str]]:
    """Return the payload with claims replaced by digests, and their disclosures (§4.2).

    A path names a member or an element, the innermost hidden first, so that a hidden claim may
    hide others (§4.2.6). Raises ProofError for a path that is not there or must be shown.
    """
    hidden: dict[str, Any] = copy.deepcopy(dict(claims))
    innermost_first = sorted(set(hide), key=lambda one: (-len(one), str(one)))
    disclosures = [_hide(hidden, path, salt()) for path in innermost_first]
    _sort(hidden)
    return {**hidden, "_sd_alg": "sha-256"}, disclosures


def disclose(payload: Mapping[str, Any], disclosures: Sequence[str]) -> dict[str, Any]:
    """Return the claims that a payload and its disclosures say (§7.1).

    Raises ProofError where a disclosure is malformed, comes twice, fits nowhere, or would
    overwrite a claim.
    """
    return _Reading(payload, disclosures).claims()


def present(text: str, shown: Iterable[Path]) -> str:
    """Return an SD-JWT with the disclosures of the paths wanted, and of what holds them (§7.2)."""
    parts, wanted = split(text), list(shown)
    token = jose.read_token(parts.token)
    reading = _Reading(token.payload, parts.disclosures)
    reading.claims()
    kept = [
        disclosure
        for disclosure, path in reading.paths.items()
        if any(one[: len(path)] == path for one in wanted)
    ]
    return "~".join([parts.token, *(one for one in parts.disclosures if one in kept), ""])


def bind(  # noqa: PLR0913 - each is a claim of the binding
    presentation: str,
    *,
    kind: Kind,
    sign: Callable[[bytes], bytes],
    audience: str,
    nonce: str,
    issued_at: int,
) -> str:
    """Return a presentation with the holder's key binding, for one verifier once (§4.3)."""
    payload = {
        "iat": issued_at,
        "aud": audience,
        "nonce": nonce,
        "sd_hash": _digest(presentation, "sha-256"),
    }
    return presentation + jose.make_token({"typ": KEY_BINDING}, payload, kind=kind, sign=sign)


def check_binding(
    parts: Parts, claims: Mapping[str, Any], *, audience: str = "", nonce: str = ""
) -> None:
    """Raise ProofError unless the key binding, if any, is the holder's and about this (§7.3).

    A verifier who asked for one names itself and its nonce; then it may not be missing.
    """
    if not parts.binding:
        if audience or nonce:
            raise ProofError("The holder has not shown that the badge is theirs.")
        return
    token = jose.read_token(parts.binding)
    jwk = claims.get("cnf", {}).get("jwk") if isinstance(claims.get("cnf"), Mapping) else None
    if token.type != KEY_BINDING or not isinstance(jwk, Mapping):
        raise ProofError("The holder's key binding is malformed.")
    try:
        jose.check_token(token, public_key_of_jwk(jwk))
    except IdentifierError as error:
        raise ProofError("The holder's key binding is malformed.") from error
    said = token.payload
    about = _digest(parts.bound, str(claims.get("_sd_alg", "sha-256")))
    if said.get("sd_hash") != about:
        raise ProofError("The holder's key binding is about another badge.")
    if (audience and said.get("aud") != audience) or (nonce and said.get("nonce") != nonce):
        raise ProofError("The holder's key binding was made for somebody else.")


class _Reading:
    """The state of putting disclosures in their places (§7.1, step 3)."""

    def __init__(self, payload: Mapping[str, Any], disclosures: Sequence[str]) -> None:
        self.payload = payload
        self.algorithm = payload.get("_sd_alg", "sha-256")
        if not isinstance(self.algorithm, str) or self.algorithm not in _HASHES:
            raise ProofError("Digests of kind “{alg}” are not read here.", alg=self.algorithm)
        self.by_digest: dict[str, tuple[str, list[Any]]] = {}
        for text in disclosures:
            if not text.isascii():  # half a character has no bytes, so no digest
                raise ProofError("A disclosed claim is malformed.")
            digest = _digest(text, self.algorithm)
            if digest in self.by_digest:
                raise ProofError("The token discloses one claim twice.")
            self.by_digest[digest] = (text, _read_disclosure(text))
        self.seen: set[str] = set()
        self.paths: dict[str, Path] = {}

    def claims(self) -> dict[str, Any]:
        found: dict[str, Any] = self.value(self.payload, ())
        if len(self.paths) < len(self.by_digest):
            raise ProofError("The token discloses a claim that it does not hold.")
        strictjson.check_limits(found)
        return found

    def value(self, value: Any, path: Path) -> Any:
        if len(path) > strictjson.MAX_DEPTH:
            raise UnreadableError(
                "The JSON is nested deeper than {most} levels.", most=strictjson.MAX_DEPTH
            )
        if isinstance(value, Mapping):
            return self.members(value, path)
        if isinstance(value, list):
            return list(self.elements(value, path))
        return value

    def members(self, value: Mapping[str, Any], path: Path) -> dict[str, Any]:
        if "..." in value:
            raise ProofError("The token uses the name “{name}” of its own.", name="...")
        found = {
            name: self.value(inner, (*path, name)) for name, inner in value.items() if name != "_sd"
        }
        digests = value.get("_sd", [])
        if not isinstance(digests, list):
            raise ProofError("The token uses the name “{name}” of its own.", name="_sd")
        for digest in digests:
            disclosure = self.find(digest, 3)
            if disclosure is None:
                continue
            text, (_, name, inner) = disclosure
            if name in found:
                raise ProofError("The token says “{name}” twice.", name=name)
            self.paths[text] = (*path, name)
            found[name] = self.value(inner, (*path, name))
        return found

    def elements(self, values: list[Any], path: Path) -> Iterator[Any]:
        for place, value in enumerate(values):
            if not (isinstance(value, Mapping) and value.keys() == {"..."}):
                yield self.value(value, (*path, place))
                continue
            disclosure = self.find(value["..."], 2)
            if disclosure is not None:
                text, (_, inner) = disclosure
                self.paths[text] = (*path, place)
                yield self.value(inner, (*path, place))

    def find(self, digest: Any, size: int) -> tuple[str, list[Any]] | None:
        if not isinstance(digest, str) or digest in self.seen:
            raise ProofError("The token holds one digest twice.")
        self.seen.add(digest)
        found = self.by_digest.get(digest)
        if found is not None and len(found[1]) != size:
            raise ProofError("A disclosed claim stands in the wrong place.")
        return found


def _read_disclosure(text: str) -> list[Any]:
    """Return salt, name and value, or salt and value (§4.2.1, §4.2.2)."""
    wrapped = b'{"disclosed":' + base64url_decode(text) + b"}"  # so that one strict reader serves
    content = strictjson.read_object(wrapped)
    items = content["disclosed"]
    sound = isinstance(items, list) and len(content) == 1 and len(items) in {2, 3}
    if not sound or not all(isinstance(one, str) for one in items[:-1]):
        raise ProofError("A disclosed claim is malformed.")
    if len(items) == 3 and items[1] in _RESERVED:
        raise ProofError("The token uses the name “{name}” of its own.", name=items[1])
    return list(items)


def _hide(claims: dict[str, Any], path: Path, salt: str) -> str:
    holder: Any = claims
    try:
        for step in path[:-1]:
            holder = holder[step]
        value = holder[path[-1]]
    except (LookupError, TypeError) as error:
        raise ProofError("There is no “{path}” to hide.", path=_shown(path)) from error
    if (len(path) == 1 and path[0] in ALWAYS_SHOWN) or path[-1] in _RESERVED | {"@context"}:
        raise ProofError("“{path}” cannot be hidden.", path=_shown(path))
    items = [salt, path[-1], value] if isinstance(holder, dict) else [salt, value]
    disclosure = base64url_encode(jose.compact(items).encode())
    digest = _digest(disclosure, "sha-256")
    if isinstance(holder, dict):
        del holder[path[-1]]
        holder.setdefault("_sd", []).append(digest)
    else:
        holder[path[-1]] = {"...": digest}
    return disclosure


def _sort(value: Any) -> None:
    """Put digests in an order that tells nothing of the claims' (§4.2.4.1)."""
    if isinstance(value, dict):
        value.get("_sd", []).sort()
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _sort(inner)


def _digest(text: str, algorithm: str) -> str:
    return base64url_encode(hashlib.new(_HASHES[algorithm], text.encode()).digest())


def _shown(path: Path) -> str:
    return "/".join(str(step) for step in path)
