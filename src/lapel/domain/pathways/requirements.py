"""Requirements of stacks, read from the import format.

A requirement is a slug, `{"all": [...]}`, `{"any": [...]}` or `{"at_least": n, "of": [...]}`,
nested at most `DEEPEST` times. Each slug stands in a requirement once, which keeps every count
below exact: no credential is counted in two places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

Requires: TypeAlias = "str | dict[str, Any]"
DEEPEST = 5


@dataclass(frozen=True)
class Fault:
    """A place in a requirement that cannot be read, with a sentence for the designer."""

    path: str
    sentence: str


@dataclass(frozen=True)
class Progress:
    """How many credentials of the shortest way are held, and how many it takes."""

    done: int
    needed: int


def faults(requires: Any) -> list[Fault]:
    """Say what is wrong with a requirement as imported; an empty list means that it is sound."""
    found = list(_faults_of(requires, "requires", 0))
    if found:
        return found
    slugs = _leaves(requires)
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    return [Fault("requires", f"{slug} is named twice; name each once.") for slug in twice]


def _faults_of(node: Any, path: str, depth: int) -> list[Fault]:
    if isinstance(node, str):
        return [] if node.strip() else [Fault(path, "must name a micro-credential.")]
    if depth >= DEEPEST:
        return [Fault(path, f"is nested more than {DEEPEST} times.")]
    if not isinstance(node, dict) or set(node) not in ({"all"}, {"any"}, {"at_least", "of"}):
        return [Fault(path, 'must be a slug, or hold "all", "any", or "at_least" with "of".')]
    name = "of" if "of" in node else next(iter(node))
    parts = node[name]
    if not isinstance(parts, list) or not parts:
        return [Fault(f"{path}.{name}", "must be a list that is not empty.")]
    found = [] if name != "of" else _faults_of_number(node["at_least"], len(parts), path)
    for number, part in enumerate(parts):
        found += _faults_of(part, f"{path}.{name}[{number}]", depth + 1)
    return found


def _faults_of_number(number: Any, most: int, path: str) -> list[Fault]:
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
        return [Fault(f"{path}.at_least", f"must be a whole number from 1 to {most}.")]
    return []


def members(requires: Requires) -> frozenset[str]:
    """Every slug that can count towards the requirement."""
    return frozenset(_leaves(requires))


def _leaves(node: Requires) -> list[str]:
    if isinstance(node, str):
        return [node]
    return [slug for part in _parts(node) for slug in _leaves(part)]


def _parts(node: dict[str, Any]) -> list[Requires]:
    parts: list[Requires] = node["of"] if "of" in node else next(iter(node.values()))
    return parts


def _least(node: dict[str, Any]) -> int:
    if "at_least" in node:
        return int(node["at_least"])
    return 1 if "any" in node else len(node["all"])


def satisfied(requires: Requires, held: AbstractSet[str]) -> bool:
    """Whether somebody who holds these slugs has what is required."""
    if isinstance(requires, str):
        return requires in held
    met = sum(satisfied(part, held) for part in _parts(requires))
    return met >= _least(requires)


def missing(requires: Requires, held: AbstractSet[str]) -> Requires | None:
    """Tell what is still required, in the same form, without anything held; None if nothing."""
    if isinstance(requires, str):
        return None if requires in held else requires
    rest = [left for part in _parts(requires) if (left := missing(part, held)) is not None]
    least = _least(requires) - (len(_parts(requires)) - len(rest))
    if least <= 0:
        return None
    if len(rest) == 1:
        return rest[0]
    if least == len(rest):
        return {"all": rest}
    return {"any": rest} if least == 1 else {"at_least": least, "of": rest}


def progress(requires: Requires, held: AbstractSet[str]) -> Progress:
    """Measure the way that needs the fewest further credentials, and of those the shortest."""
    if isinstance(requires, str):
        return Progress(done=int(requires in held), needed=1)
    ways = [progress(part, held) for part in _parts(requires)]
    nearest = sorted(ways, key=lambda way: (way.needed - way.done, way.needed))[: _least(requires)]
    return Progress(sum(way.done for way in nearest), sum(way.needed for way in nearest))


def layers(prerequisites: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Sort codes into layers so that each comes after all its prerequisites.

    Prerequisites that are no key are passed over; `ValueError` when they run in a circle.
    """
    waiting = {code: set(needs) & set(prerequisites) for code, needs in prerequisites.items()}
    found: list[list[str]] = []
    while waiting:
        ready = sorted(code for code, needs in waiting.items() if not needs)
        if not ready:
            raise ValueError(f"prerequisites run in a circle: {', '.join(sorted(waiting))}")
        found.append(ready)
        waiting = {code: needs - set(ready) for code, needs in waiting.items() if code not in ready}
    return found
