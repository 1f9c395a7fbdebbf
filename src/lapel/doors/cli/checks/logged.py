"""The issuance log: a round trip in memory, and the real one against its checkpoint."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse

    from lapel.journey.issuing.models import Log


def issuance_log(_options: argparse.Namespace) -> str:
    """Append, prove and verify in a throw-away log; then prove the last entry of the real one."""
    _round_trip()
    from lapel.journey.issuing.queries import open_log

    found = open_log()
    if found is None or not found.published_note:
        return "an entry was appended, proved and verified; the log itself begins with an award"
    if found.held_at:
        raise NotInOrderError(
            "it is held after a restore and nothing is issued: `lapel log reconcile`."
        )
    _last_entry(found)
    return (
        f"an entry was appended, proved and verified; the last of the {found.published_size} "
        f"published ones stands under its checkpoint{_witnessed(found)}"
    )


def _round_trip() -> None:
    from lapel.domain.transparency.appending import append
    from lapel.domain.transparency.merkle import EMPTY, leaf_hash
    from lapel.domain.transparency.proofs import verify_inclusion
    from lapel.domain.transparency.tree import Tree

    class InMemory(dict[str, bytes]):
        def read(self, path: str, /) -> bytes | None:
            return self.get(path)

    entry, reader = secrets.token_bytes(32), InMemory()
    done = append(reader, head=EMPTY, entries=[b"first", entry])
    reader.update(done.files)
    proof = Tree(reader, 2).inclusion(1)
    verify_inclusion(leaf=leaf_hash(entry), index=1, head=done.head, proof=proof)


def _last_entry(found: Log) -> None:
    from lapel.domain.transparency.checkpoint import open_checkpoint
    from lapel.domain.transparency.merkle import leaf_hash
    from lapel.domain.transparency.proofs import verify_inclusion
    from lapel.domain.transparency.tree import Tree
    from lapel.journey.issuing.queries import StoredLog, known

    signed = open_checkpoint(found.published_note.encode(), log=known(found))
    head = signed.checkpoint.head
    tree, last = Tree(StoredLog(found.number), head.size), head.size - 1
    proof = tree.inclusion(last)
    verify_inclusion(leaf=leaf_hash(tree.entry(last)), index=last, head=head, proof=proof)


def _witnessed(found: Log) -> str:
    from lapel.journey.issuing.queries import witnesses_of

    asked = witnesses_of(found)
    faults = [each for each in asked if each.noted and each.noted.size > found.size]
    if faults:
        raise NotInOrderError(
            f"{faults[0].name} has cosigned more entries than there are here: "
            "was the database taken back? See `lapel log show`."
        )
    signed = sum(each.has_cosigned for each in asked)
    return f", cosigned by {signed} of {len(asked)} witnesses" if asked else ""
