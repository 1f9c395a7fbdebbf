"""Take files in by tus 1.0, tell how far they are, and show what was made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views import View
from django.views.decorators.http import require_safe

from lapel.journey.files import actions, queries
from lapel.journey.files.models import StoredFile
from lapel.ports.scan import InterruptedScanError, Refused
from lapel.ports.storage import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lapel.journey.people.models import Person

TUS = "1.0.0"
CHUNK = 256 * 1024


def _file(request: HttpRequest, file_id: UUID) -> StoredFile:
    person: Person = request.user  # type: ignore[assignment]  # login_required stands before
    try:
        return queries.file_of(person, file_id)
    except StoredFile.DoesNotExist:
        raise Http404 from None


def _wait(wait: actions.WaitError) -> HttpResponse:
    """Ask to come again; nothing of the body is read, and this thread is the one that answers."""
    response = _tus(429 if wait.is_hers else 503, Retry_After=wait.seconds)
    response["Content-Type"] = "text/plain; charset=utf-8"
    response.content = wait.sentence
    return response


def _tus(status: int, **headers: str | int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Tus-Resumable"] = TUS
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


@method_decorator(login_required, name="dispatch")
class Upload(View):
    """One upload's resource in the tus 1.0 core protocol, with the termination extension.

    Uploads are opened by the room that asks for the file, so there is no creation here: the
    client is given this address and asks it (HEAD) how much is durable.
    """

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Say what this server speaks."""
        del request, args, kwargs
        return _tus(204, Tus_Version=TUS, Tus_Extension="termination")

    def head(self, request: HttpRequest, file_id: UUID) -> HttpResponse:
        """Tell how many bytes are durable, or that there is no place to send more just now.

        A client asks this before each try, and unlike a PATCH, whose body is on its way, it is
        sure to hear the answer.
        """
        file = _file(request, file_id)
        actions.complete_if_whole(person=file.owner, file_id=file.id)
        offset = queries.durable_offset(file)
        try:
            if offset < file.size:
                actions.look_for_place(file.owner)
        except actions.WaitError as wait:
            return _wait(wait)
        return _tus(200, Upload_Offset=offset, Upload_Length=file.size)

    def patch(self, request: HttpRequest, file_id: UUID) -> HttpResponse:
        """Take bytes at the offset the client names; 409 where the file stands elsewhere."""
        if request.headers.get("Tus-Resumable") != TUS:
            return _tus(412, Tus_Version=TUS)
        if request.content_type != "application/offset+octet-stream":
            return _tus(415)
        length = request.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or len(length) > 18:
            return _tus(411)  # without it Django would read an empty body
        offset = request.headers.get("Upload-Offset", "")
        if not offset.isascii() or not offset.isdigit() or len(offset) > 18:
            return _tus(400)
        file = _file(request, file_id)
        try:
            with actions.place_held(file.owner):
                return self._receive(request, file, int(offset), int(length))
        except actions.WaitError as wait:
            return _wait(wait)

    def _receive(
        self, request: HttpRequest, file: StoredFile, offset: int, length: int
    ) -> HttpResponse:
        is_next = offset == queries.durable_offset(file)
        if is_next and offset + length > file.size:
            return _tus(413)
        try:
            reached = actions.receive(
                person=file.owner, file_id=file.id, offset=offset, chunks=_chunks(request)
            )
        except actions.OffsetMismatchError as mismatch:
            return _tus(409, Upload_Offset=mismatch.offset)
        except actions.LongerThanSaidError:
            return _tus(413)
        except (BusyError, UnreadablePostError) as error:
            # a cut line's answer reaches nobody; what arrived is kept
            return _tus(423 if isinstance(error, BusyError) else 400)
        return _tus(204, Upload_Offset=reached)

    def delete(self, request: HttpRequest, file_id: UUID) -> HttpResponse:
        """Give the upload up."""
        file = _file(request, file_id)
        if file.state != StoredFile.State.RECEIVING:
            return _tus(409)
        actions.remove_file(person=file.owner, file_id=file.id)
        return _tus(204)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


@login_required
@require_safe
def state(request: HttpRequest, file_id: UUID) -> JsonResponse:
    """Tell how far a file is, for the page that waits for it."""
    file = _file(request, file_id)
    actions.complete_if_whole(person=file.owner, file_id=file.id)
    file.refresh_from_db()
    return JsonResponse(
        {
            "state": "stalled" if queries.stalled([file]) else file.state,
            "offset": queries.durable_offset(file),
            "size": file.size,
            "progress": file.progress,
            "refusal": file.refusal,
        }
    )


@login_required
@require_safe
def original(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Give a teacher her own original back, as it was."""
    file = _file(request, file_id)
    if not queries.storage().exists(queries.original_key(file)):
        raise Http404
    response = queries.served(
        request, queries.original_key(file), media_type="application/octet-stream", etag=file.sha256
    )
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


@require_safe
def shown(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Show a derivative to whoever holds a link that is still fresh, with the mark it carries."""
    found = queries.linked(token)
    if found is None or name != queries.name_of(found.derivative):
        raise Http404
    derivative = found.derivative
    if found.mark and derivative.kind in queries.PICTURES:
        return _marked(request, found)
    return queries.served(
        request, derivative.blob, media_type=derivative.media_type, etag=derivative.sha256
    )


def _marked(request: HttpRequest, found: queries.Linked) -> HttpResponseBase:
    """Show a picture with its mark, and without one not at all."""
    try:
        content, digest = queries.marked(found.derivative, found.mark)
    except (Refused, InterruptedScanError):
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    return queries.served_bytes(
        request, content, media_type=found.derivative.media_type, etag=digest
    )
