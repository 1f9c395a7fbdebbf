"""Who is believed: known logs, known witnesses, and how many of them (C2SP tlog-policy)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.transparency.checkpoint import Log
from lapel.domain.transparency.errors import PolicyError, TransparencyError
from lapel.domain.transparency.keys import KeyType, VerifierKey, parse_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_BLANK = re.compile("[ \t]+")
_COUNT = re.compile("[1-9][0-9]{0,3}")
NONE = "none"
# verb: how few and how many words may follow it
_FORMS = {"log": (1, 2), "witness": (2, 3), "group": (3, 1000), "quorum": (1, 1)}


@dataclass(frozen=True)
class Group:
    """`needed` of the members, which are witnesses or groups again."""

    needed: int
    members: tuple[VerifierKey | Group, ...] = ()

    def satisfied_by(self, signers: Collection[VerifierKey]) -> bool:
        """Say whether enough members are among the signers."""
        return sum(_witnessed(member, signers) for member in self.members) >= self.needed


def _witnessed(member: VerifierKey | Group, signers: Collection[VerifierKey]) -> bool:
    return member.satisfied_by(signers) if isinstance(member, Group) else member in signers


NOBODY = Group(0)


@dataclass(frozen=True)
class Policy:
    """Known logs and witnesses (with their addresses, where given), and the quorum."""

    logs: tuple[Log, ...] = ()
    witnesses: Mapping[VerifierKey, str] = field(default_factory=dict)
    quorum: Group = NOBODY

    def log(self, origin: str) -> Log | None:
        """Return the known log of this origin, with all its keys."""
        keys = tuple(key for log in self.logs if log.origin == origin for key in log.keys)
        return Log(origin, keys) if keys else None


def of_witnesses(needed: int, witnesses: Iterable[VerifierKey], *, log: VerifierKey) -> Policy:
    """Return the plain policy: one log, whose origin is its key's name, and k of n witnesses."""
    keys = tuple(witnesses)
    return Policy((Log(log.name, (log,)),), dict.fromkeys(keys, ""), Group(needed, keys))


def parse_policy(text: str) -> Policy:
    """Return the policy written in `text`; raises PolicyError with the number of the wrong line."""
    if any((one < " " and one not in "\t\n") or one == "\x7f" for one in text):
        raise PolicyError("A policy has no control characters.")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), start=1):
        words = _BLANK.split(line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            _read_line(reading, number, words)
    if reading.chosen is None:
        raise PolicyError("A policy has a line that names its quorum.")
    return Policy(tuple(reading.logs), reading.addresses, reading.chosen)


def _read_line(reading: _Reading, number: int, words: list[str]) -> None:
    verb, *rest = words
    fewest, most = _FORMS.get(verb, (0, -1))
    if not fewest <= len(rest) <= most:
        raise PolicyError(f"Line {number} of the policy is none that a policy has.")
    try:
        getattr(reading, verb)(*rest)
    except TransparencyError as error:
        raise PolicyError(f"Line {number} of the policy: {error}") from error


class _Reading:
    """What the lines read so far define."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.addresses: dict[VerifierKey, str] = {}
        self.names: dict[str, VerifierKey | Group] = {}
        self.used: set[str] = set()
        self.chosen: Group | None = None

    def log(self, vkey: str, _address: str = "") -> None:
        key = parse_key(vkey)
        known = [each.public_key for log in self.logs for each in log.keys]
        _check_new(key, KeyType.NOTE, known)
        self.logs.append(Log(key.name, (key,)))

    def witness(self, name: str, vkey: str, address: str = "") -> None:
        key = parse_key(vkey)
        _check_new(key, KeyType.COSIGNATURE, [each.public_key for each in self.addresses])
        self._define(name, key)
        self.addresses[key] = address

    def group(self, name: str, how: str, *members: str) -> None:
        count = {"any": "1", "all": str(len(members))}.get(how, how)
        if not _COUNT.fullmatch(count) or int(count) > len(members):
            raise PolicyError("A group needs at least one and at most all of its members.")
        if len({*members} - self.used) < len(members):
            raise PolicyError("A name can be a member once only.")
        self._define(name, Group(int(count), tuple(self._named(each) for each in members)))
        self.used |= {*members}

    def quorum(self, name: str) -> None:
        if self.chosen is not None:
            raise PolicyError("A policy has one quorum only.")
        self.chosen = NOBODY if name == NONE else Group(1, (self._named(name),))

    def _define(self, name: str, what: VerifierKey | Group) -> None:
        if name in self.names or name == NONE:
            raise PolicyError(f"The name {name} is taken.")
        self.names[name] = what

    def _named(self, name: str) -> VerifierKey | Group:
        if name not in self.names:
            raise PolicyError(f"Nothing above is named {name}.")
        return self.names[name]


def _check_new(key: VerifierKey, wanted: KeyType, known: Collection[bytes]) -> None:
    if key.type is not wanted:
        raise PolicyError("The key is of the wrong type for this.")
    if key.public_key in known:
        raise PolicyError("The key is named twice.")
