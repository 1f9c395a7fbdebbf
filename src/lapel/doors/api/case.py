"""CASE 1.1 and 1.0: our competencies and rubrics for programs, open to all (ADR 17).

Paths, sets, parameters and errors are those of 1EdTech's REST binding; URIs are the same under
both version paths.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.cache import get_conditional_response

from lapel.domain.frameworks import AskedWronglyError, as_1_0, asked, selected
from lapel.doors.api import case_description
from lapel.doors.api.answering import answers, nowhere, paging
from lapel.doors.api.protocol import ApiError, status_info
from lapel.journey.catalogue.queries import case_document, case_revision, case_thing, document_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

VERSIONS = ("v1p1", "v1p0")
KEEP = 300
UNKNOWN = "Unknown Object"
# What the doors share is said in CASE's own codes (CASE 1.1 REST, §3.7).
CODES = {"not_allowed": "forbidden"}
DISCOVERY = {
    "v1p1": "imscasev1p1_openapi3_v1p0.json",
    "v1p0": "imscasev1p0_openapi3_v1p0.json",
}


def _written(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=4)
def _package(version: str, name: UUID, revision: str) -> bytes | None:
    """Write the package once for each state of what it holds: every rubric, asked for often."""
    del revision
    found = case_thing("CFPackages", name)
    if found is None:
        return None
    return _written(as_1_0(found, "CFPackage") if version == "v1p0" else found)


def _answer(request: HttpRequest, body: bytes, *, headers: Mapping[str, str]) -> HttpResponseBase:
    response = HttpResponse(body, content_type="application/json", headers=dict(headers))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEEP}"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "X-Total-Count, Link"
    return get_conditional_response(request, etag=etag, response=response) or response


def refused(error: ApiError) -> HttpResponse:
    """Say no as imsx_StatusInfo does (CASE 1.1 REST, §3.7), in CASE's own codes."""
    code = CODES.get(error.minor, error.minor)
    response = status_info(error.status, code, str(error), name=error.name)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def documents(request: HttpRequest, version: str) -> HttpResponseBase:
    """List the documents (getAllCFDocuments)."""
    one = case_document()
    there = [one] if one else []
    try:
        known = case_description.fields_of("CFDocument", version)
        wanted = asked(request.GET.dict(), known=known)
    except AskedWronglyError as error:
        raise ApiError(400, error.code, error.sentence, name=error.name) from error
    if version == "v1p0":
        there = as_1_0(there, "CFDocument")
    found, total = selected(there, wanted)
    links = paging(request, wanted.limit, wanted.offset, total)
    headers = {"X-Total-Count": str(total), "Link": links}
    return _answer(request, _written({"CFDocuments": found}), headers=headers)


def thing(request: HttpRequest, version: str, kind: str, name: str) -> HttpResponseBase:
    """Give one thing by its identifier."""
    try:
        found = _found(version, kind, UUID(name))
    except ValueError:
        raise ApiError(404, "invaliduuid", "Invalid UUID", name="sourcedId") from None
    if found is None:
        raise ApiError(404, "unknownobject", UNKNOWN, name="sourcedId")
    return _answer(request, found, headers={})


def _found(version: str, kind: str, name: UUID) -> bytes | None:
    if kind == "CFPackages" and name == document_name():  # strangers' names would crowd it out
        return _package(version, name, case_revision())
    found = case_thing(kind, name)
    if found is None:
        return None
    return _written(as_1_0(found, kind.removesuffix("s")) if version == "v1p0" else found)


def description(request: HttpRequest, version: str) -> HttpResponseBase:
    """Describe the service as OpenAPI (CASE 1.1 REST, §4, service discovery)."""
    return _answer(request, _written(case_description.openapi(version)), headers={})


def _of(version: str) -> list[URLPattern]:
    base, more = f"ims/case/{version}", {"version": version}
    return [
        path(
            f"{base}/CFDocuments",
            answers(refused, GET=documents),
            more,
            name=f"case-{version}-documents",
        ),
        path(
            f"{base}/discovery/{DISCOVERY[version]}",
            answers(refused, GET=description),
            more,
            name=f"case-{version}-discovery",
        ),
        *[
            path(
                f"{base}/{kind}/<str:name>",
                answers(refused, GET=thing),
                {**more, "kind": kind},
                name=f"case-{version}-{kind}",
            )
            for kind in case_description.KINDS
        ],
    ]


urlpatterns = [
    *[one for version in VERSIONS for one in _of(version)],
    path(
        "ims/case/<path:rest>",
        nowhere(refused, minor="unknownobject", sentence=UNKNOWN),
        name="case-missing",
    ),
]
