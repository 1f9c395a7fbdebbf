"""did:key and did:web identifiers and their documents (W3C did:key 0.9, did:web; DID Core 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from lapel.domain.badges.contexts import DID_V1, MULTIKEY_V1
from lapel.domain.badges.errors import IdentifierError
from lapel.domain.badges.keys import public_key, verification_key_of_jwk

_HOST = re.compile(r"(?=.{1,253}(:|$))[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_SEGMENT = re.compile(r"[A-Za-z0-9._~%-]+")


@dataclass(frozen=True)
class Key:
    """A key in a DID document: its Multikey text, and whether it may still sign (rotation)."""

    multikey: str
    active: bool = True


def did_key(multikey: str) -> str:
    """Return the did:key of a public key, by its Multikey text."""
    return f"did:key:{multikey}"


def did_web(host: str, *path: str) -> str:
    """Return the did:web of a host (with a port if any) and path segments."""
    _check_host(host)
    segments = [quote(part, safe="") for part in path]
    return ":".join(["did:web", host.replace(":", "%3A"), *segments])


def web_address(did: str) -> str:
    """Return the HTTPS address of a did:web document (did:web, §3.2); fetches nothing."""
    if not did.startswith("did:web:"):
        raise IdentifierError("“{did}” is not a did:web identifier.", did=did)
    host, *path = did.removeprefix("did:web:").split(":")
    host = unquote(host)
    _check_host(host)
    if not all(_SEGMENT.fullmatch(part) and unquote(part) not in {".", ".."} for part in path):
        raise IdentifierError("“{did}” has a part that no web address can have.", did=did)
    place = "/".join(path) if path else ".well-known"
    return f"https://{host}/{place}/did.json"


def domain_of(did: str) -> str:
    """Return the host a did:web belongs to, for people to read; "" for other identifiers."""
    if not did.startswith("did:web:"):
        return ""
    return unquote(did.removeprefix("did:web:").split(":")[0])


def place_of(did: str) -> str:
    """Return the host and path of a did:web, for people to read; "" for other identifiers.

    Many may share a host, each with a path of its own: who holds one path is not the host.
    """
    if not did.startswith("did:web:"):
        return ""
    return "/".join([domain_of(did), *did.removeprefix("did:web:").split(":")[1:]])


def verification_method(did: str, multikey: str) -> str:
    """Return the identifier of a key under its DID.

    The fragment is the key itself, so that a signature can be checked for intactness even
    where the DID document cannot be had.
    """
    return f"{did}#{multikey}"


def did_document(did: str, keys: Sequence[Key]) -> dict[str, Any]:
    """Return a DID document that lists `keys`: active and past ones may vouch for badges.

    A retired key stays in assertionMethod, because badges it signed remain good; it is left
    out of authentication, which only active keys may do.
    """
    names = [verification_method(did, key.multikey) for key in keys]
    active = [name for name, key in zip(names, keys, strict=True) if key.active]
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": [
            {
                "id": name,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.multikey,
            }
            for name, key in zip(names, keys, strict=True)
        ],
        "assertionMethod": names,
        "authentication": active,
    }


def did_key_document(did: str) -> dict[str, Any]:
    """Return the document that a did:key stands for."""
    multikey = did.removeprefix("did:key:")
    public_key(multikey)
    return did_document(did, [Key(multikey)])


def assertion_key(
    document: Mapping[str, Any], method: str, *, relation: str = "assertionMethod"
) -> str | None:
    """Return the Multikey that `method` names, if the document lists it to sign credentials.

    `relation` may ask for another right, such as authentication. A method may stand there itself
    or be named there and stand in verificationMethod; one controlled by somebody else does not
    count.
    """
    asserted = _as_list(document.get(relation))
    entries = [entry for entry in asserted if isinstance(entry, Mapping)]
    if method in [entry for entry in asserted if isinstance(entry, str)]:
        entries += [
            e for e in _as_list(document.get("verificationMethod")) if isinstance(e, Mapping)
        ]
    for entry in entries:
        if entry.get("id") == method and entry.get("controller") == document.get("id"):
            return _multikey_of(entry)
    return None


def _multikey_of(method: Mapping[str, Any]) -> str | None:
    """Return a method's key, from a Multikey or a JsonWebKey (Controlled Identifiers 1.0 §2.2)."""
    key, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    if isinstance(key, str):
        return key
    try:
        return verification_key_of_jwk(jwk).multikey if isinstance(jwk, Mapping) else None
    except IdentifierError:
        return ""  # listed, but no key that can be read


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _check_host(host: str) -> None:
    if not _HOST.fullmatch(host) or ".." in host:
        raise IdentifierError("“{host}” is not the name of a host.", host=host)
