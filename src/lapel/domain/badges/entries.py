"""What a badge's own entry says of its place in a status list: purpose, index, size, messages.

Source: Bitstring Status List 1.0 (W3C Recommendation, 2025), §2.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lapel.domain.badges.checks import as_list
from lapel.domain.badges.errors import StatusError

# A status of these purposes says something of a badge and invalidates nothing.
INFORMING = ("message", "refresh")
MOST_BITS = 8  # each value of so many bits has a message of its own in the badge
_INDEX = re.compile(r"[0-9]{1,9}")
_VALUE = re.compile(r"0x[0-9a-fA-F]{1,4}")
_WITHOUT_WORDS = {0: "unset", 1: "set"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A `BitstringStatusListEntry`: `size` bits at the place `index`, and each value's message."""

    list_url: str
    purpose: str
    index: int
    size: int
    messages: Mapping[int, str]
    reference: str


def read_entry(entry: Mapping[str, Any]) -> Entry:
    """Read an entry; raises StatusError where it breaks §2.1."""
    size = _size(entry.get("statusSize", 1))
    references = (one for one in as_list(entry.get("statusReference")) if isinstance(one, str))
    return Entry(
        list_url=checked_address(entry.get("statusListCredential")),
        purpose=str(entry.get("statusPurpose")),
        index=_index(entry.get("statusListIndex")),
        size=size,
        messages=_messages(as_list(entry.get("statusMessage")), size),
        reference=" ".join(references),
    )


def checked_address(address: Any) -> str:
    """Return where a status list is; raises StatusError for what is no web address."""
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise StatusError("The badge does not say where its status list is.")
    return address


def informs_only(entry: Mapping[str, Any]) -> bool:
    """Tell whether what an entry's list says ends nothing."""
    return entry.get("statusPurpose") in INFORMING


def _index(index: Any) -> int:
    if not isinstance(index, str | int) or not _INDEX.fullmatch(str(index)):
        raise StatusError("The badge does not say its place in the status list.")
    return int(index)


def _size(size: Any) -> int:
    if type(size) is not int or not 1 <= size <= MOST_BITS:  # True is no number here
        raise StatusError("A status has 1 to {most} bits.", most=MOST_BITS)
    return size


def _messages(listed: list[Any], size: int) -> Mapping[int, str]:
    """Read the message of each value by the number it names, for their order is not signed."""
    if not listed and size == 1:
        return _WITHOUT_WORDS
    found = dict(_message(one) for one in listed)
    if len(listed) != 2**size or found.keys() != set(range(2**size)):
        raise StatusError("The badge does not give each value of its status one message.")
    return found


def _message(one: Any) -> tuple[int, str]:
    value, message = (
        (one.get("status"), one.get("message")) if isinstance(one, Mapping) else (None, None)
    )
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or not isinstance(message, str):
        raise StatusError("A message of the badge's status is malformed.")
    return int(value, 16), message
