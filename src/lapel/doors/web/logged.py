"""The issuance log for machines: its files (C2SP tlog-tiles) and the witness (tlog-witness)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.transparency.witness import PLAIN
from lapel.journey.issuing import actions, queries
from lapel.ports.keys import KeysError

if TYPE_CHECKING:
    from django.http import HttpRequest

# tlog-tiles: a tile never changes; of the checkpoint a reader wants the newest there is.
FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"
LARGEST_REQUEST = 70 * 1024  # a note of 64 kB and 63 hashes


@require_safe
def checkpoint(_request: HttpRequest, number: int) -> HttpResponse:
    """Give the checkpoint that a log is served with."""
    note = queries.served_checkpoint(number)
    if note is None:
        raise Http404
    return _open_to_all(HttpResponse(note, content_type=PLAIN), A_MOMENT)


@require_safe
def tile(_request: HttpRequest, number: int, path: str) -> HttpResponse:
    """Give a tile or a bundle of entries below the published size."""
    data = queries.served_tile(number, f"tile/{path}")
    if data is None:
        raise Http404
    return _open_to_all(HttpResponse(data, content_type="application/octet-stream"), FOR_EVER)


def _open_to_all(response: HttpResponse, keep: str) -> HttpResponse:
    response["Cache-Control"] = keep
    response["Access-Control-Allow-Origin"] = "*"
    return response


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a known log's checkpoint if it extends the one cosigned last, as tlog-witness says."""
    body = request.read(LARGEST_REQUEST + 1)
    if len(body) > LARGEST_REQUEST:
        return HttpResponse("The request is too large.\n", status=413, content_type=PLAIN)
    try:
        decision = actions.cosign_log(body=body)
    except KeysError:
        return HttpResponse("The witness cannot sign just now.\n", status=500, content_type=PLAIN)
    said = decision.body or f"{decision.sentence}\n"
    return HttpResponse(said, status=decision.status, content_type=decision.content_type)
