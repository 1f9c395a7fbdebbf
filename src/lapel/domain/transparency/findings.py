"""What an audit finds, by name and in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lapel.domain.transparency.merkle import EMPTY, Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHOWN = 20  # of one kind; the rest is counted


class Code(StrEnum):
    """What was found. All but the first four mean that something is wrong."""

    INTACT = "intact"
    CONTINUES = "continues"  # the log goes on from another one, and says why
    NOT_CONFIRMED = "not-confirmed"  # sound in itself, but nobody that is known signed it
    FEW_WITNESSES = "few-witnesses"  # the same, as far as witnesses go
    FORK = "fork"  # one log, two histories
    ROLLED_BACK = "rolled-back"  # shorter than it was
    REWRITTEN = "rewritten"  # an entry is not the one that was signed
    MISSING = "missing"  # an entry, tile or checkpoint that must be there is not
    DAMAGED = "damaged"  # a file is malformed, or a tile wrong whose entries are right
    BAD_SIGNATURE = "bad-signature"
    UNREADABLE = "unreadable"


UNCONFIRMED = frozenset({Code.NOT_CONFIRMED, Code.FEW_WITNESSES})
HARMLESS = UNCONFIRMED | {Code.INTACT, Code.CONTINUES}


@dataclass(frozen=True)
class Finding:
    """One thing found; `detail` names places and values for programs, as pairs."""

    code: Code
    sentence: str
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Audit:
    """What came of an audit of one copy: the log, how far it reaches, and what was found."""

    origin: str = ""
    head: Head = EMPTY
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong (the log may still be one that nobody vouches for)."""
        return {each.code for each in self.findings} <= HARMLESS

    @property
    def confirmed(self) -> bool:
        """Whether nothing is wrong, and log and witnesses are those that the policy names."""
        return self.sound and not UNCONFIRMED & set(self.codes())

    def codes(self) -> list[Code]:
        """Return the codes found, each once, in order."""
        return list(dict.fromkeys(each.code for each in self.findings))


def spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of each run of neighbours in ascending numbers."""
    first = last = -1
    for number in numbers:
        if number != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last


def about_entries(code: Code, numbers: Iterable[int], *, one: str, many: str) -> list[Finding]:
    """Return a finding for each run of entries, the first twenty runs by name.

    `one` and `many` go on after "Entry 5" and after "Entries 5 to 9".
    """
    runs = list(spans(numbers))
    found = []
    for first, last in runs[:SHOWN]:
        said = f"Entry {first} {one}" if first == last else f"Entries {first} to {last} {many}"
        found.append(Finding(code, said, (("first", str(first)), ("last", str(last)))))
    if len(runs) > SHOWN:
        found.append(Finding(code, f"The same was found at {len(runs) - SHOWN} more places."))
    return found
