"""Type a received file by its content and rebuild what may be shown of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from lapel.failpoint import failpoint
from lapel.journey.files.events import FileReady, FileRefused
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import derivative_key, original_key, staging_key, storage
from lapel.journey.record.actions import announce
from lapel.ports import scan, video

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.ports.storage import StoredBlob

_KINDS = {
    "photo": Derivative.Kind.PICTURE,
    "thumbnail": Derivative.Kind.THUMBNAIL,
    "page": Derivative.Kind.PAGE,
    "html": Derivative.Kind.HTML,
    "image": Derivative.Kind.IMAGE,
    "captions": Derivative.Kind.CAPTIONS,
    "transcript": Derivative.Kind.TRANSCRIPT,
}


@dataclass
class _Made:
    """What was made of a file: files with their kinds, its words, its length."""

    files: list[tuple[Derivative.Kind, int, scan.Derivative]]
    text: str = ""
    duration: float | None = None


def make_ready(*, file_id: UUID) -> None:
    """Bring a received file to READY or REFUSED; run twice, it gives the same.

    Heavy and slow: called by a job in a child process, outside any transaction. Where a child of
    its own was killed by no fault of the file, the job fails and is offered again.
    """
    file = StoredFile.objects.get(id=file_id)
    if file.state != StoredFile.State.RECEIVED or file.erased_at:
        return
    stored = _take_in(file)
    with storage().local_path(original_key(file)) as path, tempfile.TemporaryDirectory() as out:
        try:
            kind = _told(scan.from_url(settings.SCAN_URL).identify(path), path)
            made = _make(file, kind, path, Path(out))
        except (scan.Refused, video.VideoRefused) as refused:
            _refuse(file_id, stored.sha256, refused.reason)
            return
        rows = _store(file, made)
    failpoint("files.derivatives-stored")
    _finish(file_id, rows, kind, made, stored.sha256)


def _take_in(file: StoredFile) -> StoredBlob:
    """Move the upload into her vault; a late writer's leavings never replace what is there."""
    if storage().exists(original_key(file)):
        storage().discard(staging_key(file))
    stored = storage().finish(staging_key(file), original_key(file))
    if stored.size != file.size:
        raise RuntimeError(f"{file.id} has {stored.size} bytes where {file.size} were received")
    return stored


def _told(kind: scan.Kind, path: Path) -> scan.Kind:
    """Tell sound from moving pictures by the tracks; the first bytes do not always name them."""
    if kind.family not in ("audio", "video"):
        return kind
    seen = video.from_url(settings.VIDEO_URL).probe(path).video_codec is not None
    family: scan.Family = "video" if seen else "audio"
    if family == kind.family:
        return kind
    container = kind.media_type.partition("/")[2]
    return replace(kind, family=family, media_type=f"{family}/{container}")


def _make(file: StoredFile, kind: scan.Kind, path: Path, out: Path) -> _Made:
    if kind.family == "video":
        return _make_video(path, out, _progress_of(file))
    if kind.family == "audio":
        return _make_audio(path, out, _progress_of(file))
    port = scan.from_url(settings.SCAN_URL)
    is_captions = kind.family == "captions" or file.purpose == StoredFile.Purpose.CAPTIONS
    rebuilt = port.captions(path, out) if is_captions else port.rebuild(path, out)
    counts: dict[str, int] = {}
    files = []
    for each in rebuilt.files:
        if each.kind not in _KINDS:  # its plain words are kept in the row
            continue
        counts[each.kind] = counts.get(each.kind, 0) + 1
        files.append((_KINDS[each.kind], each.page or counts[each.kind], each))
    return _Made(files=files, text=rebuilt.text or "")


def _make_video(path: Path, out: Path, progress: Callable[[float], None]) -> _Made:
    port = video.from_url(settings.VIDEO_URL)
    target, poster = out / "rendition.mp4", out / "poster.jpg"
    width, height = port.poster(path, poster)
    media = port.rendition(path, target, on_progress=progress)
    seen = media.upright or (0, 0)
    return _Made(
        files=[
            _entry(Derivative.Kind.POSTER, poster, "image/jpeg", (width, height)),
            _entry(Derivative.Kind.RENDITION, target, "video/mp4", seen),
        ],
        duration=media.duration,
    )


def _make_audio(path: Path, out: Path, progress: Callable[[float], None]) -> _Made:
    target = out / "rendition.m4a"
    media = video.from_url(settings.VIDEO_URL).audio_rendition(path, target, on_progress=progress)
    files = [_entry(Derivative.Kind.RENDITION, target, "audio/mp4", None)]
    return _Made(files=files, duration=media.duration)


def _entry(
    kind: Derivative.Kind, path: Path, media_type: str, size: tuple[int, int] | None
) -> tuple[Derivative.Kind, int, scan.Derivative]:
    width, height = size or (None, None)
    made = scan.Derivative(
        kind=kind.value, path=path, media_type=media_type, width=width, height=height
    )
    return kind, 1, made


def _progress_of(file: StoredFile) -> Callable[[float], None]:
    def note(share: float) -> None:
        StoredFile.objects.filter(id=file.id).update(progress=min(99, int(share * 100)))

    return note


def _store(file: StoredFile, made: _Made) -> list[Derivative]:
    """Put each derivative into the store under an id of its own; returns unsaved rows.

    The ids follow from the file's, so that a second run after a crash leaves no blob behind.
    """
    ids = {each.path.name: uuid5(file.id, each.path.name) for _kind, _number, each in made.files}
    rows = []
    for kind, number, each in made.files:
        if kind == Derivative.Kind.HTML:
            _name_images(each.path, ids)
        key = derivative_key(ids[each.path.name])
        with each.path.open("rb") as stream:
            stored = storage().put(key, stream)
        rows.append(
            Derivative(
                id=ids[each.path.name],
                file=file,
                kind=kind,
                number=number,
                blob=key,
                media_type=each.media_type,
                size=stored.size,
                sha256=stored.sha256,
                width=each.width,
                height=each.height,
            )
        )
    return rows


def _name_images(html: Path, ids: dict[str, UUID]) -> None:
    """Let a document's pictures be named by their ids, which become links when it is shown."""
    text = html.read_text(encoding="utf-8")
    for name, derivative_id in ids.items():
        text = text.replace(f'src="{name}"', f'src="{derivative_id}"')
    html.write_text(text, encoding="utf-8")


def _refuse(file_id: UUID, sha256: str, reason: str) -> None:
    with transaction.atomic():
        waiting = StoredFile.objects.filter(id=file_id, state=StoredFile.State.RECEIVED)
        state = StoredFile.State.REFUSED
        if waiting.update(state=state, refusal=reason, sha256=sha256, progress=100):
            announce(FileRefused(file_id=file_id))


def _finish(
    file_id: UUID, rows: list[Derivative], kind: scan.Kind, made: _Made, sha256: str
) -> None:
    """Say in one transaction that all of it can be shown."""
    family = "document" if kind.family == "text" else kind.family
    with transaction.atomic():
        waiting = StoredFile.objects.filter(id=file_id, state=StoredFile.State.RECEIVED)
        if not waiting.update(
            state=StoredFile.State.READY,
            family=family,
            media_type=kind.media_type,
            sha256=sha256,
            text=made.text,
            duration=made.duration,
            progress=100,
        ):
            return
        Derivative.objects.bulk_create(rows)
        announce(FileReady(file_id=file_id))
        failpoint("files.ready-uncommitted")
