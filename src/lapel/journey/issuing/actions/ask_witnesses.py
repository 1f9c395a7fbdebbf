"""Ask the policy's witnesses to cosign the log's last checkpoint (C2SP tlog-witness)."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from lapel.domain.transparency.errors import TransparencyError
from lapel.domain.transparency.note import parse_note
from lapel.domain.transparency.tree import Tree
from lapel.domain.transparency.witness import (
    PLAIN,
    AddCheckpoint,
    parse_held_size,
    with_cosignatures,
)
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.only_writer import only_writer
from lapel.journey.issuing.actions.publish_checkpoint import publish_checkpoint
from lapel.journey.issuing.events import CheckpointSigned
from lapel.journey.issuing.models import Log, LogWitness
from lapel.journey.issuing.queries import StoredLog, log_policy
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now, waiting_deliveries
from lapel.ports.fetch import Fetch, FetchRefused, from_url

if TYPE_CHECKING:
    from lapel.domain.transparency.keys import VerifierKey
    from lapel.domain.transparency.note import Note
    from lapel.ports.fetch import Fetched

PATIENCE = 10.0
MAX_ANSWER = 64 * 1024
# A witness that was down is asked again, sooner where publishing waits for it.
AGAIN = timedelta(minutes=10)
AGAIN_SOON = timedelta(seconds=20)


class _NoCosignatureError(Exception):
    """A witness did not cosign; the message is a plain sentence."""


@cache
def _way_out(url: str) -> Fetch:
    return from_url(url)


def ask_witnesses(*, number: int) -> Log:
    """Have the last checkpoint of a log cosigned by whoever has not yet, and publish what suffices.

    For the job on `CheckpointSigned`, which may run twice. A witness that is down, or refuses, is
    noted and asked again later; it holds nothing up unless the policy's quorum needs it.
    """
    found = Log.objects.select_related("key").get(pk=number)
    if not found.note:
        return found
    note = parse_note(found.note.encode())
    answers = [_asked(found, note, key, url) for key, url in log_policy().witnesses.items() if url]
    failpoint("issuing.log-cosigned")
    with only_writer():
        _keep(found, [each for each in answers if each is not None])
        found.refresh_from_db()
        publish_checkpoint(found)
    if None in answers:
        _ask_again(found)
    return found


def _asked(found: Log, note: Note, key: VerifierKey, url: str) -> Note | None:
    """Give the note with a witness's cosignature; None where it gave none, which is noted."""
    if any((each.name, each.key_id) == (key.name, key.id) for each in note.signatures):
        return note
    row, _is_new = LogWitness.objects.get_or_create(log=found, key=str(key))
    row.tried_at = now()
    try:
        cosigned = _cosigned(found, note, key, url, row)
    except (FetchRefused, TransparencyError, _NoCosignatureError) as error:
        row.fault = str(error)[:300]
        row.save()
        return None
    row.size, row.cosigned_at, row.fault = found.size, row.tried_at, ""
    row.save()
    return cosigned


def _cosigned(found: Log, note: Note, key: VerifierKey, url: str, row: LogWitness) -> Note:
    answer = _sent(found, note, url, row.size)
    if answer.status == 409:
        row.size = parse_held_size(answer.body)
        if row.size > found.size:
            said = f"It has cosigned {row.size} entries of this log, which has {found.size}."
            raise _NoCosignatureError(said)
        answer = _sent(found, note, url, row.size)
    if answer.status != 200:
        raise _NoCosignatureError(f"It answered with status {answer.status}.")
    return with_cosignatures(note, answer.body, keys=[key])


def _sent(found: Log, note: Note, url: str, old_size: int) -> Fetched:
    proof = Tree(StoredLog(found.number), found.size).consistency(old_size)
    return _way_out(settings.FETCH_URL).post(
        f"{url.rstrip('/')}/add-checkpoint",
        body=AddCheckpoint(old_size, proof, str(note).encode()).body(),
        content_type=PLAIN,
        max_bytes=MAX_ANSWER,
        timeout=PATIENCE,
    )


def _keep(found: Log, answers: list[Note]) -> None:
    """Put the cosignatures into the notes they are of, unless the log has gone on since."""
    with transaction.atomic():
        held = Log.objects.select_for_update().get(pk=found.pk)
        for name in ("note", "published_note"):
            text = getattr(held, name)
            kept = parse_note(text.encode()) if text else None
            for answer in answers:
                if kept is not None and kept.text == answer.text:
                    kept = kept.with_signatures(answer.signatures)
            if kept is not None:
                setattr(held, name, str(kept))
        held.save(update_fields=["note", "published_note"])


def _ask_again(found: Log) -> None:
    waiting = waiting_deliveries().filter(event__kind=CheckpointSigned.kind(), state="waiting")
    pause = AGAIN if found.note == found.published_note else AGAIN_SOON
    with transaction.atomic():
        if not waiting.exists():
            announce(CheckpointSigned(log=found.pk), due_at=now() + pause)
