"""What a copy of the log says happened to a bundle's badge since (docs/adr/0014).

The salt in a bundle's proof opens the entries of its one badge and of no other (docs/adr/0007).
Whoever holds a bundle could write such an entry, so that a copy counts only under a key that the
auditor brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lapel.domain.badges.verdicts import Step, Verdict
from lapel.domain.transparency.checkpoint import open_checkpoint, parse_checkpoint
from lapel.domain.transparency.entries import SALT_BYTES, Event, Kind, status_history
from lapel.domain.transparency.errors import NoteError
from lapel.domain.transparency.examining import another_history, examined
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.logproof import parse_log_proof
from lapel.domain.transparency.merkle import Head, leaf_hash
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.policy import Policy
from lapel.domain.transparency.tiles import CHECKPOINT, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lapel.domain.transparency.examining import Examined

ENDS = frozenset({Kind.SUSPENSION, Kind.REVOCATION})
_GOOD = frozenset({Code.INTACT, Code.CONTINUES})


class Copy:
    """A copy of a log, read whole and audited the first time that something is asked of it."""

    def __init__(self, reader: Reader, *, logs: Policy | None) -> None:
        self._reader = reader
        self._logs = logs or Policy()
        self._heads: dict[Head, bool] = {}

    @cached_property
    def _examined(self) -> Examined:
        return examined(self._reader, policy=self._logs, earlier=())

    @property
    def origin(self) -> str:
        """The log's name; "" where the copy holds no checkpoint that can be read."""
        return self._examined.audit.origin

    @property
    def size(self) -> int:
        """How many entries the log had."""
        return self._examined.audit.head.size

    @cached_property
    def trouble(self) -> Step | None:
        """Why the copy does not count: it is not sound, or not of a log that is trusted."""
        audit = self._examined.audit
        if audit.confirmed:
            return None
        code = "history.unconfirmed" if audit.sound else "history.damaged"
        why = next(one for one in audit.findings if one.code not in _GOOD).sentence
        return _open(code, f"The copy of the log does not count. {why}")

    @cached_property
    def places(self) -> Mapping[bytes, int]:
        """Give each entry's place by its leaf hash."""
        return {leaf: at for at, leaf in enumerate(self._examined.leaves or ())}

    @cached_property
    def seen_at(self) -> datetime | None:
        """Say when a witness that is trusted saw this checkpoint last; None where none says."""
        log, data = self._logs.log(self.origin), self._reader.read(CHECKPOINT)
        if log is None or data is None:
            return None
        signed = open_checkpoint(data, log=log, witnesses=self._logs.witnesses)
        times = [each.at for each in signed.witnesses if each.at]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def goes_on_from(self, head: Head) -> bool:
        """Say whether the log that is copied begins with the one of this head."""
        if head not in self._heads:
            mine = self._examined.audit.head
            self._heads[head] = not another_history(head, mine, self._examined.leaves)
        return self._heads[head]


class Place(NamedTuple):
    """Where an entry stands: the epoch's number, the entry's own in it."""

    epoch: int
    entry: int


@dataclass(frozen=True)
class Change:
    """A change of status that is logged."""

    kind: Kind
    place: Place


def history_step(
    document: Mapping[str, Any], proof: bytes | None, copies: Sequence[Copy]
) -> tuple[Step, datetime | None]:
    """Return the step `history`, and of when it is where that is known and it passed."""
    if proof is None:
        sentence = "No log proof is beside the badge, so its entries cannot be told in a copy."
        return _open("history.no-proof", sentence), None
    try:
        held = parse_log_proof(proof)
        checkpoint = parse_checkpoint(parse_note(held.checkpoint).text)
    except NoteError as error:
        return _open("history.no-proof", f"The log proof cannot be read. {error}"), None
    good = [copy for copy in copies if copy.trouble is None]
    forked = [copy for copy in good if _is_forked(copy, checkpoint.origin, checkpoint.head)]
    if forked:
        return _forked(checkpoint.origin), None
    own = Place(_epoch(checkpoint.origin), held.index)
    changes = list(_changes(str(document.get("id", "")), held.extra[:SALT_BYTES], good))
    if _has_ended(changes, own):
        return _ended(changes, own, checkpoint.head.size), None
    open_ = _unanswered(copies, checkpoint.origin, checkpoint.head.size)
    if open_:
        return open_, None
    return _in_force(good, changes)


def _open(code: str, sentence: str) -> Step:
    return Step("history", Verdict.UNKNOWN, code, sentence)


def _epoch(origin: str) -> int:
    """Read an epoch's number off a log's name (docs/adr/0007); 0 of another program's."""
    number = origin.rpartition("/")[2]
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _is_forked(copy: Copy, origin: str, head: Head) -> bool:
    return copy.origin == origin and copy.size >= head.size and not copy.goes_on_from(head)


def _forked(origin: str) -> Step:
    sentence = f"The log {origin} told another history when the bundle was made."
    return Step("history", Verdict.FAIL, "history.forked", sentence)


class _Entries:
    """All entries of the copies, as `status_history` asks for them."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._copies = copies

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, bytes) and self.place(entry) is not None

    def place(self, entry: bytes) -> Place | None:
        leaf = leaf_hash(entry)
        found = [each for each in self._copies if leaf in each.places]
        return Place(_epoch(found[0].origin), found[0].places[leaf]) if found else None


def _changes(credential: str, salt: bytes, copies: Sequence[Copy]) -> Iterator[Change]:
    """Yield the changes of status in their order."""
    if len(salt) < SALT_BYTES:
        return  # the log's own step says that the proof does not open the entry
    entries = _Entries(copies)
    kinds = status_history(credential=credential, salt=salt, logged=entries)
    for turn, kind in enumerate(kinds, start=1):
        place = entries.place(Event(kind, credential, turn).entry(salt))
        if place is not None:
            yield Change(kind, place)


def _has_ended(changes: Sequence[Change], own: Place) -> bool:
    """Say whether this signing of the badge is over.

    A suspension after it was signed sets its place in the list for good: a badge that is
    reinstated is signed anew (docs/adr/0008).
    """
    last = changes[-1].kind if changes else None
    return last in ENDS or any(one.kind in ENDS and one.place > own for one in changes)


_WORDS = {
    Kind.REVOCATION: "revoked",
    Kind.SUSPENSION: "suspended",
    Kind.REINSTATEMENT: "replaced",
}
_SAID = {
    "revoked": "The log says that the badge was revoked",
    "suspended": "The log says that the badge was suspended",
    "replaced": "The log says that the badge was suspended and signed anew since",
}


def _ended(changes: Sequence[Change], own: Place, size: int) -> Step:
    last = changes[-1]
    word = _WORDS[last.kind]
    is_later = last.place.epoch > own.epoch or last.place.entry >= size
    since = ", after this bundle was made" if is_later else ""
    sentence = f"{_SAID[word]} (entry {last.place.entry}){since}."
    detail = {"entry": str(last.place.entry), "isLater": str(is_later).lower()}
    return Step("history", Verdict.ENDED, f"history.{word}", sentence, detail)


def _unanswered(copies: Sequence[Copy], origin: str, size: int) -> Step | None:
    """Say why copies that show nothing wrong do not show that nothing is."""
    troubles = [copy.trouble for copy in copies if copy.trouble]
    if troubles:
        return troubles[0]
    own = [copy for copy in copies if copy.origin == origin]
    if not own:
        sentence = f"No copy is of the log that the badge stands in, {origin}."
        return _open("history.other", sentence)
    if max(copy.size for copy in own) < size:
        sentence = "The copy of the log is older than the bundle, so it says nothing newer."
        return _open("history.older", sentence)
    return None


def _in_force(copies: Sequence[Copy], changes: Sequence[Change]) -> tuple[Step, datetime | None]:
    newest = max(copies, key=lambda copy: (_epoch(copy.origin), copy.size))
    at = newest.seen_at
    when = f"a witness saw it on {at:%Y-%m-%d %H:%M} UTC" if at else "no witness says of when"
    what = "was reinstated" if changes else "was neither revoked nor suspended"
    sentence = f"By the log, with {newest.size} entries, the badge {what}; {when}."
    detail = {"origin": newest.origin, "size": str(newest.size)}
    return Step("history", Verdict.PASS, "history.in-force", sentence, detail), at
