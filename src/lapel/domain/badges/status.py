"""Bitstring status lists: one bit per credential, first bit leftmost (W3C, 2025, §2.2 and §3)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.errors import IdentifierError, StatusError
from lapel.domain.badges.multiformats import multibase_decode, multibase_encode
from lapel.domain.badges.proof import timestamp

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from lapel.domain.badges.model import Profile, Purpose

MINIMUM_BITS = 131_072  # §6.1: fewer would let a reader guess whose status is looked up
_MAX_BYTES = 4 * 1024 * 1024  # 33 million credentials; larger is taken for a bomb
_GZIP = 16 + zlib.MAX_WBITS


def encode_list(set_indices: Iterable[int], *, length: int = MINIMUM_BITS) -> str:
    """Return `encodedList` (multibase u, gzip) of `length` bits with the given ones set.

    Equal bits give equal text: gzip carries no time. Raises StatusError for a list shorter than
    131,072 bits, a length that is no multiple of 8, or an index outside it.
    """
    if length < MINIMUM_BITS or length % 8:
        raise StatusError("A status list has at least 131,072 bits, in whole bytes.")
    bits = bytearray(length // 8)
    for index in set_indices:
        if not 0 <= index < length:
            raise StatusError("The status list has no place {index}.", index=index)
        bits[index // 8] |= 0x80 >> index % 8
    return multibase_encode(gzip.compress(bytes(bits), mtime=0), base="u")


def read_bit(encoded: str, index: int) -> bool:
    """Return one bit of an `encodedList`; raises StatusError when the list or index is unfit."""
    return bool(read_value(encoded, index))


def read_value(encoded: str, index: int, *, size: int = 1) -> int:
    """Return what stands at a place of an `encodedList` whose places have `size` bits (§3.2).

    Raises StatusError when the list is unfit, too short for places of that size, or lacks this one.
    """
    bits = _bits(encoded, size)
    start = index * size
    if not 0 <= start <= len(bits) * 8 - size:
        raise StatusError("The status list has no place {index}.", index=index)
    value = 0
    for at in range(start, start + size):
        value = value << 1 | bits[at // 8] >> 7 - at % 8 & 1
    return value


@dataclass(frozen=True)
class Places:
    """All places of a list: how many there are, and those whose bit is set, in order."""

    length: int
    set_indices: tuple[int, ...]


def read_places(encoded: str) -> Places:
    """Return every place of an `encodedList`; raises StatusError when the list is unfit."""
    bits = _bits(encoded)
    busy = ((at, byte) for at, byte in enumerate(bits) if byte)
    found = (at * 8 + one for at, byte in busy for one in range(8) if byte & 0x80 >> one)
    return Places(len(bits) * 8, tuple(found))


def _bits(encoded: str, size: int = 1) -> bytes:
    if not encoded.startswith("u"):
        raise StatusError("The status list is not written as multibase base64url.")
    bits = _unpack(encoded)
    if len(bits) * 8 // size < MINIMUM_BITS:
        raise StatusError("The status list is shorter than the 131,072 entries it must have.")
    return bits


@dataclass(frozen=True, kw_only=True)
class StatusList:
    """One list as it stands: where it is served, whose it is, which bits are set, how long good."""

    url: str
    issuer: Profile
    purpose: Purpose
    set_indices: frozenset[int]
    valid_from: datetime
    lifetime: timedelta
    length: int = MINIMUM_BITS


def status_list(state: StatusList) -> dict[str, Any]:
    """Return the unsigned BitstringStatusListCredential; sign it with proof.add_proof."""
    return {
        "@context": [CREDENTIALS_V2],
        "id": state.url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": state.issuer.id,
        "validFrom": timestamp(state.valid_from),
        "validUntil": timestamp(state.valid_from + state.lifetime),
        "credentialSubject": {
            "id": f"{state.url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": state.purpose.value,
            "encodedList": encode_list(state.set_indices, length=state.length),
        },
    }


def list_subject(document: Mapping[str, Any], *, purpose: str) -> str:
    """Return the encoded list of a status list credential made for `purpose`.

    Raises StatusError when it is of another type or for another purpose.
    """
    subject = document.get("credentialSubject")
    types = document.get("type")
    if not isinstance(subject, Mapping) or subject.get("type") != "BitstringStatusList":
        raise StatusError("The status list is not a Bitstring status list.")
    if "BitstringStatusListCredential" not in (types if isinstance(types, list) else [types]):
        raise StatusError("The status list is not a status list credential.")
    named = subject.get("statusPurpose")
    if purpose not in (named if isinstance(named, list) else [named]):
        raise StatusError("The status list is not one of {purpose}.", purpose=purpose)
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusError("The status list holds no list.")
    return encoded


def _unpack(encoded: str) -> bytes:
    unzip = zlib.decompressobj(_GZIP)
    try:
        bits = unzip.decompress(multibase_decode(encoded), _MAX_BYTES)
    except (zlib.error, IdentifierError) as error:
        raise StatusError("The status list cannot be unpacked.") from error
    if unzip.unconsumed_tail:
        raise StatusError("The status list unpacks to more than 4 MB.")
    if not unzip.eof:
        raise StatusError("The status list is cut off.")
    return bits
