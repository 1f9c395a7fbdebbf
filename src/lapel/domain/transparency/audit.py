"""Auditing a copy of a log from outside, alone or against another one.

Nothing here asks the log's owner. What cannot be told from one copy (that the owner shows others
another history) is told from checkpoints seen elsewhere, from a second copy, or by witnesses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lapel.domain.transparency.examining import Examined, another_history, examined
from lapel.domain.transparency.findings import HARMLESS, Audit, Code, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lapel.domain.transparency.policy import Policy
    from lapel.domain.transparency.tiles import Reader


def audit(reader: Reader, *, policy: Policy, earlier: Iterable[bytes] = ()) -> Audit:
    """Read a whole copy and say what is found; never raises.

    `earlier` are signed checkpoints of the same log seen before or elsewhere. A log that the
    policy does not know is checked all the same, and is never more than "not confirmed".
    """
    return _told(examined(reader, policy=policy, earlier=earlier).audit)


def compare(one: Reader, other: Reader, *, policy: Policy, earlier: Iterable[bytes] = ()) -> Audit:
    """Audit two copies of one log against each other; `head` is that of the longer one."""
    seen = [examined(each, policy=policy, earlier=list(earlier)) for each in (one, other)]
    findings = dict.fromkeys(_labelled(seen[0], "First copy: ")) | dict.fromkeys(
        _labelled(seen[1], "Second copy: ")
    )
    older, newer = sorted(seen, key=lambda each: each.audit.head.size)
    return _told(replace(newer.audit, findings=(*findings, *_between(older, newer))))


def _labelled(seen: Examined, label: str) -> Iterator[Finding]:
    """Yield what was found, with the copy's name where it is about this copy only."""
    for each in seen.audit.findings:
        said = each.sentence if each.code in HARMLESS else label + each.sentence
        yield replace(each, sentence=said)


def _between(older: Examined, newer: Examined) -> Iterator[Finding]:
    names = (older.audit.origin, newer.audit.origin)
    if "" in names:
        return  # a checkpoint could not be read, which has been said
    if names[0] != names[1]:
        yield Finding(Code.UNREADABLE, f"These are two logs: {names[0]} and {names[1]}.")
    elif another_history(older.audit.head, newer.audit.head, newer.leaves):
        yield _fork(older, newer)


def _fork(older: Examined, newer: Examined) -> Finding:
    pairs = enumerate(zip(older.leaves or (), newer.leaves or (), strict=False))
    apart = next((str(at) for at, (one, two) in pairs if one != two), "")
    where = f" They part at entry {apart}." if apart else ""
    detail = (("first", apart),) if apart else ()
    return Finding(Code.FORK, f"The log signed two histories, one in each copy.{where}", detail)


def _told(audit: Audit) -> Audit:
    """Add the good news where there is no bad."""
    if not audit.sound:
        return audit
    size = audit.head.size
    sentence = f"All {size} entries are there, and are those that the checkpoint signs."
    return replace(audit, findings=(Finding(Code.INTACT, sentence), *audit.findings))
