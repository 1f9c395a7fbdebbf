"""The issuance log as it is stored and served, and the proof that an award stands in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.transparency.checkpoint import Log as Known
from lapel.domain.transparency.entries import SIGNED, Event, Kind, document_digest, opening_of
from lapel.domain.transparency.errors import TileError
from lapel.domain.transparency.keys import KeyType, VerifierKey
from lapel.domain.transparency.logproof import LogProof
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.policy import Policy, parse_policy
from lapel.domain.transparency.tiles import parse_path
from lapel.domain.transparency.tree import Tree
from lapel.journey.files.queries import storage
from lapel.journey.issuing.models import Log, LogEntry, LogKey, LogWitness
from lapel.journey.issuing.queries.addresses import address
from lapel.ports.storage import MissingBlobError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Award

NOBODY = Policy()


class StoredLog:
    """A log's files in the storage, as `lapel.domain.transparency.tiles.Reader` asks for them."""

    def __init__(self, number: int) -> None:
        self._number = number

    def read(self, path: str, /) -> bytes | None:
        """Return a file's bytes, or None; `path` is one of a log's own."""
        try:
            return b"".join(storage().open(log_file(self._number, path)))
        except MissingBlobError:
            return None


def log_file(number: int, path: str) -> str:
    """Give the storage's key of a log's file."""
    return f"log/{number}/{path}"


def log_address(log: Log) -> str:
    """Give the address that a log is served under."""
    return f"{settings.BASE_URL}/log/{log.number}"


def logs() -> QuerySet[Log]:
    """Give every epoch of the log, the newest first."""
    return Log.objects.select_related("key", "goes_on_from").order_by("-number")


def open_log() -> Log | None:
    """Give the epoch that entries go into; None before the first was opened."""
    return logs().filter(is_open=True).first()


def head_of(log: Log) -> Head:
    """Give the last head that was signed."""
    return Head(log.size, bytes.fromhex(log.root))


def verifier_key(key: LogKey) -> VerifierKey:
    """Give a key as others write it down."""
    kind = KeyType.COSIGNATURE if key.is_witness else KeyType.NOTE
    return VerifierKey(key.name, bytes.fromhex(key.public_key), kind)


def known(log: Log) -> Known:
    """Give a log of ours as its checkpoints are opened with; with no key before its first head."""
    return Known(log.origin, (verifier_key(log.key),) if log.key else ())


def log_policy() -> Policy:
    """Give the instance's policy: logs it cosigns, its own witnesses, and their quorum.

    PolicyError where LAPEL_LOG_POLICY names a file that is not one, OSError where there is none.
    """
    return _policy_in(settings.LOG_POLICY) if settings.LOG_POLICY else NOBODY


@lru_cache(maxsize=2)
def _policy_in(name: str) -> Policy:
    return parse_policy(Path(name).read_text(encoding="utf-8"))


def served_checkpoint(number: int) -> bytes | None:
    """Give the checkpoint that a log is served with; None where there is none yet."""
    found = Log.objects.filter(number=number).exclude(published_note="")
    note = found.values_list("published_note", flat=True).first()
    return note.encode() if note else None


def served_tile(number: int, path: str) -> bytes | None:
    """Give a tile below the published size; None for any other, and for what is no tile's path."""
    try:
        tile = parse_path(path)
    except TileError:
        return None
    size = Log.objects.filter(number=number).values_list("published_size", flat=True).first()
    complete = (size or 0) >> 8 * max(tile.level, 0)
    if tile.first + tile.width > complete:
        return None
    return StoredLog(number).read(path)


def is_included(award: Award) -> bool:
    """Tell whether an award stands in the log that is served; before that it is not public."""
    return award.included_at is not None


def entries_of(award: Award) -> QuerySet[LogEntry]:
    """Give what was entered of an award, in its order."""
    return award.log_entries.select_related("log").order_by("pk")


def log_proof(award: Award) -> str | None:
    """Give the text of an award's `.tlog-proof`, under the checkpoint that is served now.

    It is of the documents as they are signed now, and opens with any one of them. None until the
    log holds them, a matter of seconds, and for ever once the salt was erased with its holder.
    """
    found = entries_of(award).filter(kind__in=SIGNED).last()
    if found is None or found.log is None or found.position is None or award.log_salt is None:
        return None
    log, salt = found.log, bytes(award.log_salt)
    event = Event(Kind(found.kind), address("award", award.pk), found.turn, digests_of(award))
    if found.position >= log.published_size or event.entry(salt).decode() != found.entry:
        return None
    proof = Tree(StoredLog(log.number), log.published_size).inclusion(found.position)
    note = log.published_note.encode()
    return LogProof(found.position, proof, note, opening_of(event, salt)).body().decode()


def digests_of(award: Award) -> frozenset[bytes]:
    """Give the digests of an award's signed documents, of which two may be one."""
    texts = {award.document, award.public_document}
    return frozenset(document_digest(json.loads(text)) for text in texts)


def waiting_entries() -> QuerySet[LogEntry]:
    """Give what is yet to be entered, in its order."""
    return LogEntry.objects.filter(position=None).order_by("pk")


@dataclass(frozen=True)
class Witnessed:
    """A witness of the policy, and what became of asking it about a log."""

    name: str
    key: str
    has_cosigned: bool
    noted: LogWitness | None


def witnesses_of(log: Log) -> list[Witnessed]:
    """Give the policy's witnesses; `has_cosigned` is about the checkpoint that is served now."""
    noted = {each.key: each for each in LogWitness.objects.filter(log=log)}
    signers = set()
    if log.published_note:
        note = parse_note(log.published_note.encode())
        signers = {(each.name, each.key_id) for each in note.signatures}
    return [
        Witnessed(key.name, str(key), (key.name, key.id) in signers, noted.get(str(key)))
        for key in log_policy().witnesses
    ]


def witness_key() -> LogKey | None:
    """Give the key that this Lapel cosigns others' logs with; None before it was made."""
    return LogKey.objects.filter(is_witness=True).order_by("pk").first()
