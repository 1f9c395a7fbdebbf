"""Examining one copy of a log: against its signature, itself, and what was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.transparency.checkpoint import (
    SignedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
)
from lapel.domain.transparency.copies import (
    Copy,
    check_lowest_tiles,
    check_upper_tiles,
    read_copy,
    suspects,
    wrong_places,
)
from lapel.domain.transparency.entries import Epoch, parse_entry
from lapel.domain.transparency.errors import NoteError, SignatureError, TransparencyError
from lapel.domain.transparency.findings import Audit, Code, Finding, about_entries
from lapel.domain.transparency.merkle import root_of
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.tiles import CHECKPOINT, Reader
from lapel.domain.transparency.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lapel.domain.transparency.merkle import Head
    from lapel.domain.transparency.policy import Policy


@dataclass(frozen=True)
class Examined:
    """A copy read whole: what was found, and its true leaves where they could be told."""

    audit: Audit
    copy: Copy
    leaves: list[bytes] | None = None


def examined(reader: Reader, *, policy: Policy, earlier: Iterable[bytes]) -> Examined:
    """Read a copy and hold it against its checkpoint, itself, and checkpoints seen before."""
    data = reader.read(CHECKPOINT)
    if data is None:
        return _stopped(Code.MISSING, "The copy has no checkpoint.")
    try:
        signed, found = _opened(data, policy)
    except SignatureError as error:
        return _stopped(Code.BAD_SIGNATURE, str(error))
    except NoteError as error:
        return _stopped(Code.UNREADABLE, str(error))
    checkpoint = signed.checkpoint
    copy = read_copy(reader, checkpoint.head.size)
    leaves = copy.leaves(checkpoint.head.root)
    found += [*copy.findings, *_content(reader, copy, leaves)]
    for each in earlier:
        found += _history(each, signed, policy, leaves)
    return Examined(Audit(checkpoint.origin, checkpoint.head, tuple(found)), copy, leaves)


def _stopped(code: Code, sentence: str) -> Examined:
    return Examined(Audit(findings=(Finding(code, sentence),)), Copy(0))


def _opened(data: bytes, policy: Policy) -> tuple[SignedCheckpoint, list[Finding]]:
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    log = policy.log(checkpoint.origin)
    if log is None:
        sentence = f"Nobody known vouches for the log {checkpoint.origin}."
        return SignedCheckpoint(checkpoint, note), [Finding(Code.NOT_CONFIRMED, sentence)]
    signed = open_checkpoint(data, log=log, witnesses=policy.witnesses)
    return signed, list(_quorum(signed, policy))


def _quorum(signed: SignedCheckpoint, policy: Policy) -> Iterator[Finding]:
    names = [each.key.name for each in signed.witnesses]
    if not policy.quorum.satisfied_by({each.key for each in signed.witnesses}):
        sentence = "Fewer witnesses cosigned the checkpoint than the policy wants."
        yield Finding(Code.FEW_WITNESSES, sentence, (("witnesses", ", ".join(names)),))


def _content(reader: Reader, copy: Copy, leaves: list[bytes] | None) -> Iterator[Finding]:
    if leaves is None:
        yield from _unexplained(reader, copy)
        return
    yield from about_entries(
        Code.REWRITTEN,
        wrong_places(copy.by_entries, leaves),
        one="is not the one that was signed: it was rewritten.",
        many="are not the ones that were signed: they were rewritten.",
    )
    yield from check_lowest_tiles(copy, leaves)
    yield from check_upper_tiles(reader, leaves)
    if leaves and copy.by_entries[0] == leaves[0]:
        yield from _beginning(Tree(reader, copy.size).entry(0))


def _unexplained(reader: Reader, copy: Copy) -> Iterator[Finding]:
    """Say what can be said where neither entries nor tiles give the signed root."""
    if None in copy.by_entries and None in copy.by_tiles:
        sentence = "Too much is missing to say whether the rest is what was signed."
        yield Finding(Code.MISSING, sentence)
        return
    places = [at for first, last in suspects(reader, copy) for at in range(first, last + 1)]
    yield from about_entries(
        Code.REWRITTEN, places, one="", many="hold at least one that is not what was signed."
    )
    if not places:
        sentence = "The entries are not those that the checkpoint signs: the copy was rewritten."
        yield Finding(Code.REWRITTEN, sentence)


def _beginning(entry: bytes) -> Iterator[Finding]:
    try:
        opening = parse_entry(entry)
    except TransparencyError:
        return  # another program's log is audited as well
    if isinstance(opening, Epoch):
        yield Finding(
            Code.CONTINUES,
            f"The log goes on from {opening.previous} after its first {opening.head.size} "
            f"entries, with this reason: {opening.reason}",
            (("previous", opening.previous), ("size", str(opening.head.size))),
        )


def _history(
    data: bytes, now: SignedCheckpoint, policy: Policy, leaves: list[bytes] | None
) -> Iterator[Finding]:
    try:
        before = _opened(data, policy)[0].checkpoint
    except SignatureError as error:
        yield Finding(Code.BAD_SIGNATURE, f"A checkpoint seen before: {error}")
        return
    except NoteError as error:
        yield Finding(Code.UNREADABLE, f"A checkpoint seen before: {error}")
        return
    if before.origin != now.checkpoint.origin:
        sentence = f"A checkpoint seen before is of another log, {before.origin}."
        yield Finding(Code.UNREADABLE, sentence)
        return
    yield from _since(before.head, now.checkpoint.head, leaves)


def _since(before: Head, now: Head, leaves: list[bytes] | None) -> Iterator[Finding]:
    detail = (("before", str(before.size)), ("now", str(now.size)))
    if before.size > now.size:
        yield Finding(
            Code.ROLLED_BACK,
            f"The log had {before.size} entries when it was seen before, and now has {now.size}.",
            detail,
        )
    elif another_history(before, now, leaves):
        sentence = f"The log signed another history before, over its first {before.size} entries."
        yield Finding(Code.FORK, sentence, detail)


def another_history(before: Head, now: Head, leaves: list[bytes] | None) -> bool:
    """Say whether the larger tree, of these leaves where known, does not begin with the older."""
    if before.size == now.size:
        return before.root != now.root
    return leaves is not None and root_of(leaves[: before.size]) != before.root
