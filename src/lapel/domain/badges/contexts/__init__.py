"""The JSON-LD contexts Lapel knows, byte for byte as published; no other is ever loaded."""

from __future__ import annotations

import functools
import hashlib
import json
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_PREFIX = "https://purl.imsglobal.org/spec/ob/v3p0/context-3"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
CLR_PREFIX = "https://purl.imsglobal.org/spec/clr/v2p0/context-2"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
DID_V1 = "https://www.w3.org/ns/did/v1"


def index() -> list[dict[str, str]]:
    """Return one row per context: url, file, sha256, source, licence."""
    rows: list[dict[str, str]] = json.loads(_read("index.json"))
    return rows


@functools.cache
def vendored() -> Mapping[str, Any]:
    """Return every vendored context by its address, each checked against its sha256."""
    return MappingProxyType({row["url"]: _checked(row) for row in index()})


def _checked(row: dict[str, str]) -> Any:
    body = _read(row["file"])
    if hashlib.sha256(body).hexdigest() != row["sha256"]:
        raise RuntimeError(f"The vendored context {row['file']} differs from its recorded sha256.")
    return json.loads(body)


def _read(name: str) -> bytes:
    return resources.files(__name__).joinpath(name).read_bytes()
