"""Take a file in, in as many pieces as the network makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.failpoint import failpoint
from lapel.journey.files.actions.waiting import check_rate
from lapel.journey.files.events import FileReceived, TalkReceived
from lapel.journey.files.models import StoredFile
from lapel.journey.files.policies import may_handle
from lapel.journey.files.queries import durable_offset, staging_key, storage
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person


class OffsetMismatchError(Exception):
    """Bytes were offered from elsewhere than where the file ends; `offset` says where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the file stands at byte {offset}")
        self.offset = offset


class LongerThanSaidError(Exception):
    """More bytes came than were announced."""


def begin_upload(  # noqa: PLR0913 (what is known of a file before it comes)
    *,
    person: Person,
    organisation: Organisation | None,
    name: str,
    size: int,
    fingerprint: str = "",
    purpose: str = StoredFile.Purpose.EVIDENCE,
) -> StoredFile:
    """Open an upload of `size` bytes; what arrives goes to `receive`.

    `WaitError` where she has brought more than an hour or a day allows.
    """
    if size < 1:
        raise ValidationError(_("This file is empty."))
    if size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1_000_000
        raise ValidationError(
            _("This file is larger than %(limit)s MB, the most we can take."),
            params={"limit": limit},
        )
    check_rate(person=person, size=size)
    return StoredFile.objects.create(
        owner=person,
        organisation=organisation,
        name=_plain(name),
        size=size,
        fingerprint=fingerprint[:64],
        purpose=purpose,
        created_at=now(),
    )


def _plain(name: str) -> str:
    """Keep of a file's name what can be shown: no folders, no control or direction signs."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-255:] or _("file")


def receive(*, person: Person, file_id: UUID, offset: int, chunks: Iterable[bytes]) -> int:
    """Append bytes at `offset` and give the new durable offset.

    Bytes are on the disk before the row says so; what the row says survives a cut, also where
    `chunks` breaks off with an error, which is raised again. Memory stays flat.
    """
    file = StoredFile.objects.get(id=file_id)
    if not may_handle(person, file):
        raise PermissionDenied
    _stands_at(file_id, offset)
    reached = storage().append(
        staging_key(file),
        offset,
        _bounded(chunks, file.size - offset),
        on_durable=lambda size: _note(file_id, size),
        # another device may have sent the same bytes while this one waited to be let in
        on_held=lambda: _stands_at(file_id, offset),
    )
    failpoint("files.whole")
    if reached == file.size:
        _complete(file_id)
    return reached


def _stands_at(file_id: UUID, offset: int) -> None:
    file = StoredFile.objects.get(id=file_id)
    at = durable_offset(file)
    if offset != at or file.state != StoredFile.State.RECEIVING:
        raise OffsetMismatchError(at)


def complete_if_whole(*, person: Person, file_id: UUID) -> None:
    """Say that a file is here whose last byte is durable, where a crash kept us from saying so."""
    file = StoredFile.objects.get(id=file_id)
    if not may_handle(person, file):
        raise PermissionDenied
    if file.state == StoredFile.State.RECEIVING and durable_offset(file) == file.size:
        _complete(file_id)


def receive_whole(
    *, person: Person, organisation: Organisation | None, name: str, content: bytes, purpose: str
) -> StoredFile:
    """Take a small file that is here already in one piece."""
    file = begin_upload(
        person=person, organisation=organisation, name=name, size=len(content), purpose=purpose
    )
    receive(person=person, file_id=file.id, offset=0, chunks=[content])
    file.refresh_from_db()
    return file


def _bounded(chunks: Iterable[bytes], room: int) -> Iterator[bytes]:
    for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise LongerThanSaidError
        yield chunk


def _note(file_id: UUID, size: int) -> None:
    receiving = StoredFile.objects.filter(id=file_id, state=StoredFile.State.RECEIVING)
    receiving.update(received=size)
    failpoint("files.bytes-durable")


def _complete(file_id: UUID) -> None:
    """Say once that the whole file is here."""
    with transaction.atomic():
        receiving = StoredFile.objects.filter(id=file_id, state=StoredFile.State.RECEIVING)
        if receiving.update(state=StoredFile.State.RECEIVED):
            announce(FileReceived(file_id=file_id))
            if StoredFile.objects.filter(id=file_id, purpose=StoredFile.Purpose.TALK).exists():
                announce(TalkReceived(file_id=file_id))
    failpoint("files.received")
