"""Whom a verifier trusts, and where it may look: both come from outside the badge."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import IdentifierError, Said, SaidError, UnreadableError
from lapel.domain.badges.keys import public_key, verification_key_of_jwk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAX_ADDRESSES = 16
_DID = re.compile(r"did:[a-z0-9]+:\S+")


class Origin(StrEnum):
    """Where a document came from; only the first two can confirm an issuer."""

    SOURCE = "source"  # its own address, just now
    TRUST = "trust"  # the verifier's own trust file
    COPY = "copy"  # whatever travelled with the badge


@dataclass(frozen=True)
class Resolved:
    """A document as bytes and where it came from; `as_of` is when a copy was made, if known."""

    body: bytes
    origin: Origin
    as_of: datetime | None = None


class UnavailableError(SaidError):
    """A document could not be had; the message is a plain sentence."""


class Resolve(Protocol):
    """Whatever brings the document at an HTTPS address."""

    def __call__(self, address: str, /) -> Resolved:
        """Return the document, or raise UnavailableError with a plain sentence."""


@dataclass(frozen=True, kw_only=True)
class TrustedIssuer:
    """An issuer somebody vouches for: its DID, its name in their words, and keys if pinned."""

    id: str
    name: str
    keys: tuple[str, ...] = ()
    source: str = "your trust file"


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The issuers a verifier trusts, and copies of documents it was given beforehand.

    `disowned` are keys (Multikey texts) that their issuer declared stolen: nothing they signed
    counts, whoever lists them.
    """

    issuers: tuple[TrustedIssuer, ...] = ()
    disowned: frozenset[str] = frozenset()
    documents: Mapping[str, bytes] = field(default_factory=dict)

    def find(self, issuer_id: str) -> TrustedIssuer | None:
        """Return the entry for an issuer's DID, or None."""
        return next((entry for entry in self.issuers if entry.id == issuer_id), None)


NO_TRUST = Trust()


def offline(address: str, /) -> Resolved:
    """Bring nothing: for verification without a network."""
    raise UnavailableError(
        "Nothing was fetched from {address}, because this check is offline.", address=address
    )


class Resolver:
    """A resolver for one verification: asks once per address, and not for too many.

    Where the way out brings nothing, it falls back on the trust's documents. A badge that
    names more than MAX_ADDRESSES addresses gets no more than that fetched.
    """

    def __init__(self, resolve: Resolve, trust: Trust) -> None:
        self._resolve = resolve
        self._trust = trust
        self._answers: dict[str, Resolved | UnavailableError] = {}

    def __call__(self, address: str, /) -> Resolved:
        """Return the document, or raise UnavailableError with a plain sentence."""
        if address not in self._answers:
            self._answers[address] = self._ask(address)
        answer = self._answers[address]
        if isinstance(answer, UnavailableError):
            raise answer
        return answer

    def _ask(self, address: str) -> Resolved | UnavailableError:
        if len(self._answers) >= MAX_ADDRESSES:
            return UnavailableError("The badge names too many addresses to look up.")
        try:
            return self._resolve(address)
        except UnavailableError as error:
            if address in self._trust.documents:
                return Resolved(self._trust.documents[address], Origin.TRUST)
            return error


def read_trust(data: bytes) -> Trust:
    """Return the trust in a JSON file.

    `{"issuers": [{"id": DID, "name": TEXT, "keys": [MULTIKEY or JWK, …]}],
    "registries": {NAME: REGISTRY}, "documents": {URL: JSON}, "disowned": [MULTIKEY, …]}`; every
    part, and an issuer's name and keys, may be left out. A registry is as `read_registry` takes it.
    Raises UnreadableError naming what is wrong.
    """
    content = strictjson.read_object(data)
    unknown = content.keys() - {"issuers", "registries", "documents", "disowned"}
    if unknown:
        raise UnreadableError("The trust file has an unknown part “{part}”.", part=min(unknown))
    issuers, documents = content.get("issuers", []), content.get("documents", {})
    if not isinstance(issuers, list) or not isinstance(documents, dict):
        raise UnreadableError("In a trust file “issuers” is a list and “documents” an object.")
    registries = content.get("registries", {})
    if not isinstance(registries, dict):
        raise UnreadableError("In a trust file “registries” is an object, a registry by its name.")
    named = tuple(_issuer(entry) for entry in issuers)
    registered = (one for name, value in registries.items() for one in _registered(value, name))
    return Trust(
        disowned=_disowned(content.get("disowned", [])),
        issuers=(*named, *registered),  # the first of a DID counts
        documents={url: _document(url, body) for url, body in documents.items()},
    )


def read_registry(data: bytes, *, name: str) -> tuple[TrustedIssuer, ...]:
    """Return the issuers in a registry of the Digital Credentials Consortium's kind.

    `{"registry": {DID: {"name": TEXT, …}}}`, as it is published; what else it says is not read.
    Raises UnreadableError where it is none.
    """
    return _registered(strictjson.read_object(data), name)


def _registered(published: Any, name: str) -> tuple[TrustedIssuer, ...]:
    listed = published.get("registry") if isinstance(published, dict) else None
    if not isinstance(listed, dict):
        raise UnreadableError("The registry “{name}” lists no issuers by their DID.", name=name)
    found = {did: entry for did, entry in listed.items() if _DID.fullmatch(did)}
    source = Said("the registry “{name}”", name=name)
    return tuple(
        TrustedIssuer(id=did, name=_name_in(entry, did), source=source)
        for did, entry in found.items()
    )


def _name_in(entry: Any, did: str) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) and name else did


def _disowned(keys: Any) -> frozenset[str]:
    if not isinstance(keys, list):
        raise UnreadableError("In a trust file “disowned” is a list of keys.")
    try:
        return frozenset(public_key(str(each)).multikey for each in keys)
    except IdentifierError as error:
        raise UnreadableError("The trust file names a disowned key that is malformed.") from error


def _issuer(entry: Any) -> TrustedIssuer:
    if not isinstance(entry, dict) or not _DID.fullmatch(str(entry.get("id", ""))):
        raise UnreadableError("Each issuer in a trust file has an “id” that is a DID.")
    name, keys = entry.get("name", entry["id"]), entry.get("keys", [])
    if not isinstance(name, str) or not isinstance(keys, list):
        raise UnreadableError(
            "The trust file's entry for {issuer} is malformed.", issuer=entry["id"]
        )
    found = tuple(_key(key, entry["id"]) for key in keys)
    return TrustedIssuer(id=entry["id"], name=name, keys=found)


def _key(key: Any, issuer: str) -> str:
    """Read a pinned key, a Multikey or a JWK, as a Multikey."""
    try:
        if isinstance(key, dict):
            return verification_key_of_jwk(key).multikey
        return public_key(str(key)).multikey
    except IdentifierError as error:
        raise UnreadableError(
            "A key of {issuer} in the trust file is malformed.", issuer=issuer
        ) from error


def _document(url: str, body: Any) -> bytes:
    import json

    if not isinstance(body, dict):
        raise UnreadableError("The trust file's document for {url} is not a JSON object.", url=url)
    return json.dumps(body).encode()
