"""Reads: files, what is shown of them, and the short-lived links to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from lapel.journey.files.events import FileReceived
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.record.queries import parked_deliveries
from lapel.ports.storage import from_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lapel.journey.people.models import Person
    from lapel.journey.record.models import Delivery
    from lapel.ports.storage import Storage

LINK_AGE = 2 * 60 * 60
_SALT = "lapel.files.link"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_IMAGE = re.compile(r'src="([0-9a-f-]{36})"')
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/html": "html",
    "text/vtt": "vtt",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
}


@cache
def storage() -> Storage:
    """Open the store that the settings name."""
    return from_url(settings.STORAGE_URL)


def file_of(person: Person, file_id: UUID) -> StoredFile:
    """Find a file of hers; `StoredFile.DoesNotExist` for another's, as for none."""
    return StoredFile.objects.get(id=file_id, owner=person, removed_at=None)


def original_key(file: StoredFile) -> str:
    """Name the original in the store: in the teacher's vault, apart from what others see."""
    return f"vault/{file.id.hex[:2]}/{file.id.hex}"


def staging_key(file: StoredFile) -> str:
    """Name the growing upload in the store's staging."""
    return file.id.hex


def derivative_key(derivative_id: UUID) -> str:
    """Name a derivative in the store."""
    return f"shown/{derivative_id.hex[:2]}/{derivative_id.hex}"


def stalled(files: Iterable[StoredFile]) -> set[UUID]:
    """Of these, give those whose making was cut off again and again and waits to be asked for."""
    waiting = [str(file.id) for file in files if file.state == StoredFile.State.RECEIVED]
    if not waiting:
        return set()
    found = given_up(waiting).values_list("event__payload__file_id", flat=True)
    return {UUID(each) for each in found}


def given_up(file_ids: Collection[str]) -> QuerySet[Delivery]:
    """Give the parked jobs that were to make these files ready."""
    jobs = parked_deliveries().filter(event__kind=FileReceived.kind())
    return jobs.filter(event__payload__file_id__in=file_ids)


def durable_offset(file: StoredFile) -> int:
    """Tell how many bytes are on the disk, whatever the row last heard."""
    if file.state != StoredFile.State.RECEIVING:
        return file.size
    return min(file.received, storage().staged_size(staging_key(file)))


def link(derivative: Derivative) -> str:
    """Make an address that shows this derivative for two hours and tells nothing about it."""
    token = signing.dumps(derivative.id.hex, salt=_SALT)
    return settings.FILES_URL + reverse("files:shown", args=[token, name_of(derivative)])


def name_of(derivative: Derivative) -> str:
    """Give the one name under which a derivative is shown.

    Were any name served, what a stranger brought could stand at an address of this host that
    means something, such as a DID document's.
    """
    ending = _ENDINGS.get(derivative.media_type, "bin")
    return f"{derivative.kind}-{derivative.number}.{ending}"


def linked(token: str) -> Derivative | None:
    """Find what an address shows; None where it is forged, too old, or its file is gone."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=LINK_AGE)
    except signing.BadSignature:
        return None
    found = Derivative.objects.filter(id=UUID(key), file__removed_at=None)
    return found.first()


@dataclass(frozen=True)
class Shown:
    """What a page needs to show one file, from derivatives only."""

    file_id: UUID
    family: str
    state: str
    progress: int
    refusal: str
    duration: float | None
    text: str
    picture: str = ""
    picture_width: int | None = None
    picture_height: int | None = None
    thumbnail: str = ""
    pages: list[str] = field(default_factory=list)
    html: str = ""
    poster: str = ""
    rendition: str = ""
    rendition_type: str = ""
    captions: str = ""
    transcript: str = ""


def shown(file: StoredFile, *, captions: StoredFile | None = None) -> Shown:
    """Gather what can be shown of a file, with fresh links."""
    by_kind: dict[str, list[Derivative]] = {}
    for each in _derivatives(file, captions):
        by_kind.setdefault(each.kind, []).append(each)
    kinds = Derivative.Kind
    rendition = by_kind.get(kinds.RENDITION, [])
    picture = next(iter(by_kind.get(kinds.PICTURE, [])), None)
    return Shown(
        file_id=file.id,
        family=file.family,
        state=file.state,
        progress=file.progress,
        refusal=file.refusal,
        duration=file.duration,
        text=file.text,
        picture=link(picture) if picture else "",
        picture_width=picture.width if picture else None,
        picture_height=picture.height if picture else None,
        thumbnail=_first(by_kind.get(kinds.THUMBNAIL)),
        pages=[link(page) for page in by_kind.get(kinds.PAGE, [])],
        html=_html(by_kind.get(kinds.HTML), by_kind.get(kinds.IMAGE, [])),
        poster=_first(by_kind.get(kinds.POSTER)),
        rendition=_first(rendition),
        rendition_type=rendition[0].media_type if rendition else "",
        captions=_first(by_kind.get(kinds.CAPTIONS)),
        transcript=_words(by_kind.get(kinds.TRANSCRIPT)),
    )


def _derivatives(file: StoredFile, captions: StoredFile | None) -> Iterable[Derivative]:
    own = sorted(file.derivatives.all(), key=lambda each: (each.kind, each.number))
    return [*own, *(captions.derivatives.all() if captions else [])]


def _first(found: list[Derivative] | None) -> str:
    return link(found[0]) if found else ""


def _html(found: list[Derivative] | None, images: list[Derivative]) -> str:
    if not found:
        return ""
    links = {str(image.id): link(image) for image in images}
    return _IMAGE.sub(lambda hit: f'src="{links.get(hit[1], "")}"', _words(found))


def _words(found: list[Derivative] | None) -> str:
    if not found:
        return ""
    return b"".join(storage().open(found[0].blob)).decode()


def served(request: HttpRequest, blob: str, *, media_type: str, etag: str) -> HttpResponseBase:
    """Stream a blob, or the one range of it that was asked for (RFC 9110, section 14).

    The headers wall the content off: no scripts, no frames, no guessing of its type.
    """
    size = storage().size(blob)
    first, last, status = _asked_range(request, size, etag)
    if status == 416:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    length = last - first + 1
    if request.method == "HEAD":
        response = HttpResponse(status=status, content_type=media_type)
    else:
        body = storage().open(blob, offset=first, length=length)
        response = StreamingHttpResponse(body, status=status, content_type=media_type)
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-site"
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int, int]:
    """Give first byte, last byte and status: 200 whole, 206 part, 416 outside."""
    whole = (0, size - 1, 200)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if not asked or not any(asked.groups()) or (condition and condition != f'"{etag}"'):
        return whole
    start, end = asked.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end) if end else size - 1, size - 1)
    if first > last or (not start and int(end) == 0):
        return 0, 0, 416
    return first, last, 206
