"""CASE 1.1 and 1.0: our competencies and rubrics for programs, open to all (ADR 17).

Paths, sets, parameters and errors are those of 1EdTech's REST binding; URIs are the same under
both version paths.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from django.utils.cache import get_conditional_response

from lapel.domain.frameworks import AskedWronglyError, as_1_0, asked, selected
from lapel.doors.api import case_description
from lapel.doors.api.protocol import status_info
from lapel.journey.catalogue.queries import case_document, case_thing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

VERSIONS = ("v1p1", "v1p0")
KEEP = 300
DISCOVERY = {
    "v1p1": "imscasev1p1_openapi3_v1p0.json",
    "v1p0": "imscasev1p0_openapi3_v1p0.json",
}


def _answer(request: HttpRequest, document: Any, *, headers: Mapping[str, str]) -> HttpResponseBase:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/json", headers=dict(headers))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEEP}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "X-Total-Count, Link"
    return get_conditional_response(request, etag=etag, response=response) or response


def _refused(status: HTTPStatus, name: str, code: str, sentence: str) -> HttpResponse:
    """Say no as imsx_StatusInfo does (CASE 1.1 REST, §3.7)."""
    response = status_info(status, code, sentence, name=name)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _wrong_method(request: HttpRequest) -> HttpResponse | None:
    if request.method in {"GET", "HEAD"}:
        return None
    sentence = "This service is read only."
    refused = _refused(HTTPStatus.METHOD_NOT_ALLOWED, "method", "forbidden", sentence)
    refused["Allow"] = "GET, HEAD"
    return refused


def documents(request: HttpRequest, version: str) -> HttpResponseBase:
    """List the documents (getAllCFDocuments)."""
    if wrong := _wrong_method(request):
        return wrong
    one = case_document()
    there = [one] if one else []
    try:
        known = case_description.fields_of("CFDocument", version)
        wanted = asked(request.GET.dict(), known=known)
    except AskedWronglyError as error:
        return _refused(HTTPStatus.BAD_REQUEST, error.name, error.code, error.sentence)
    if version == "v1p0":
        there = as_1_0(there, "CFDocument")
    found, total = selected(there, wanted)
    headers = {"X-Total-Count": str(total)}
    if links := _links(request, wanted.offset, wanted.limit, total):
        headers["Link"] = links
    return _answer(request, {"CFDocuments": found}, headers=headers)


def _links(request: HttpRequest, offset: int, limit: int, total: int) -> str:
    """Give the other stretches (RFC 8288): next, last, first, prev, as far as there are any."""
    last = (max(total - 1, 0) // limit) * limit
    places = {"next": offset + limit, "last": last, "first": 0, "prev": max(offset - limit, 0)}
    if offset + limit >= total:
        del places["next"], places["last"]
    if offset == 0:
        del places["first"], places["prev"]
    told = []
    for name, place in places.items():
        query = request.GET.copy()
        query["offset"], query["limit"] = str(place), str(limit)
        address = f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
        told.append(f'<{address}>; rel="{name}"')
    return ", ".join(told)


def thing(request: HttpRequest, version: str, kind: str, name: str) -> HttpResponseBase:
    """Give one thing by its identifier."""
    if wrong := _wrong_method(request):
        return wrong
    try:
        found = case_thing(kind, UUID(name))
    except ValueError:
        return _refused(HTTPStatus.NOT_FOUND, "sourcedId", "invaliduuid", "Invalid UUID")
    if found is None:
        return _refused(HTTPStatus.NOT_FOUND, "sourcedId", "unknownobject", "Unknown Object")
    if version == "v1p0":
        found = as_1_0(found, kind.removesuffix("s"))
    return _answer(request, found, headers={})


def description(request: HttpRequest, version: str) -> HttpResponseBase:
    """Describe the service as OpenAPI (CASE 1.1 REST, §4, service discovery)."""
    if wrong := _wrong_method(request):
        return wrong
    return _answer(request, case_description.openapi(version), headers={})


def missing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Say in the protocol's words that there is nothing at an address."""
    del request, rest
    return _refused(HTTPStatus.NOT_FOUND, "path", "unknownobject", "Unknown Object")


def _of(version: str) -> list[URLPattern]:
    base, more = f"ims/case/{version}", {"version": version}
    return [
        path(f"{base}/CFDocuments", documents, more, name=f"case-{version}-documents"),
        path(
            f"{base}/discovery/{DISCOVERY[version]}",
            description,
            more,
            name=f"case-{version}-discovery",
        ),
        *[
            path(
                f"{base}/{kind}/<str:name>",
                thing,
                {**more, "kind": kind},
                name=f"case-{version}-{kind}",
            )
            for kind in case_description.KINDS
        ],
    ]


urlpatterns = [
    *[one for version in VERSIONS for one in _of(version)],
    path("ims/case/<path:rest>", missing, name="case-missing"),
]
