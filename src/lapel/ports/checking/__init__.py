"""Any badge file or bundle verified; strangers' files in a child with limits and no network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.badges.presentation import Occasion
from lapel.domain.badges.trust import Resolved, Trust
from lapel.domain.badges.verdicts import Verification

MAX_FILE = 5 * 1024 * 1024


class CheckingError(Exception):
    """The check itself did not come to an end; one sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A file to verify at a moment, what is trusted, and the documents at hand by address.

    `absent` names addresses that were asked for and could not be had, each with a sentence;
    `gone` those of them where something stood that was taken away for good (HTTP 410).
    `occasion` is what a presentation has to be made for; `log` are the lines of a policy that
    names the logs known here, for a bundle whose proof is from one of them.
    """

    data: bytes
    now: datetime
    trust: Trust
    documents: Mapping[str, Resolved] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    occasion: Occasion | None = None
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The verification; addresses it asked for in vain; what the badge says; its picture.

    `says` are short plain texts of the badge's own, which nobody vouches for (`id`, `name`,
    `issuer`, `issuerName`, `description`, `validFrom`). `picture` is a small PNG made anew from a
    PNG badge; of an SVG there is none, because a stranger's drawing is never opened.
    """

    verification: Verification
    wanted: tuple[str, ...] = ()
    says: Mapping[str, str] = field(default_factory=dict)
    picture: bytes = b""


class Checking(Protocol):
    """Verifies what strangers send; a bomb or a hang becomes CheckingError."""

    def verify(self, question: Question) -> Answer:
        """Verify with nothing but what the question holds."""
        ...


def from_url(url: str) -> Checking:
    """Open `child:[?memory_mb=768&seconds=15]`; ValueError otherwise."""
    from lapel.ports.checking.launcher import ChildChecking

    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = not options.keys() - {"memory_mb", "seconds"}
    if parts.scheme != "child" or not known or not all(map(str.isdigit, options.values())):
        raise ValueError(f"Checking must be child:[?memory_mb=768&seconds=15], not {url!r}.")
    return ChildChecking(
        source=Path(__file__).parents[3],
        memory_mb=int(options.get("memory_mb", 768)),
        seconds=int(options.get("seconds", 15)),
    )
