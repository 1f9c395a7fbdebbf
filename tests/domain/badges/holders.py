"""What holders derive with ecdsa-sd-2023: proofs' values taken apart, put together and made anew.

The product checks such proofs and makes none, so the writer of CBOR and the signing are here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import cbor, nquads
from lapel.domain.badges.keys import Kind, private_key_of
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.multiformats import (
    base64url_encode,
    multibase_decode,
    multibase_encode,
)
from lapel.domain.badges.rdfc10 import canonicalise

if TYPE_CHECKING:
    from collections.abc import Callable

EPHEMERAL = private_key_of(Kind.P256, b"\x09" * 32)
ISSUING = private_key_of(Kind.P256, b"\x08" * 32)
DERIVED = b"\xd9\x5d\x01"


def encoded(value: Any) -> bytes:
    """CBOR of numbers, bytes, lists and maps (RFC 8949 §3)."""
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encoded, value))
    pairs = (encoded(name) + encoded(inner) for name, inner in value.items())
    return _head(5, len(value)) + b"".join(pairs)


def _head(kind: int, number: int) -> bytes:
    for size, short in ((0, number), (1, 24), (2, 25), (4, 26)):
        if (size == 0 and number < 24) or (size and number < 256**size):
            return bytes([kind << 5 | short]) + (number.to_bytes(size) if size else b"")
    raise ValueError(number)


def parts_of(value: str) -> list[Any]:
    """The five parts of a derived proof's value."""
    parts: list[Any] = cbor.read(multibase_decode(value)[3:])
    return parts


def value_of(parts: Any, header: bytes = DERIVED) -> str:
    """A proof's value with these parts."""
    return multibase_encode(header + encoded(parts), base="u")


def shown(
    document: dict[str, Any],
    is_mandatory: Callable[[str], bool] = lambda line: "validFrom" in line,
    linker: Linker | None = None,
    **options: Any,
) -> dict[str, Any]:
    """A document with a derived proof that covers all of it, as if the rest were left out."""
    method = f"did:key:{ISSUING.public.multikey}#{ISSUING.public.multikey}"
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        **options,
    }
    linker = linker or default_linker()
    labels = canonicalise(linker.quads(document)).labels
    names = {
        int(label.removeprefix("_:c14n")): hashlib.sha256(label.encode()).digest()
        for label in labels.values()
    }
    given = {
        node: "_:u" + base64url_encode(names[int(label.removeprefix("_:c14n"))])
        for node, label in labels.items()
    }
    lines = sorted(
        nquads.line((given.get(s, s), p, given.get(o, o), given.get(g, g)))
        for s, p, o, g in linker.quads(document)
    )
    places = [place for place, line in enumerate(lines) if is_mandatory(line)]
    configuration = linker.canonical({**options, "@context": document["@context"]}).text
    mandatory = "".join(lines[place] for place in places)
    prefixed = Kind.P256.prefix + EPHEMERAL.public.raw
    covered = _sha256(configuration) + prefixed + _sha256(mandatory)
    signatures = [
        EPHEMERAL.sign(line.encode()) for place, line in enumerate(lines) if place not in places
    ]
    value = value_of([ISSUING.sign(covered), prefixed, signatures, names, places])
    return {**document, "proof": [{**options, "proofValue": value}]}


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
