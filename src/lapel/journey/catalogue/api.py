"""The catalogue for programs: open to all, as its pages are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID  # noqa: TC003 (the schema reads it at run time)

from django.http import Http404
from ninja import Query, Router, Schema
from pydantic import Field

from lapel.journey.catalogue import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.catalogue.models import MicroCredential

MOST = 100
FARTHEST = 1_000_000
router = Router()


class MicroCredentialOut(Schema):
    """One micro-credential as its shelf shows it."""

    id: UUID
    slug: str
    title: str
    summary: str
    category: str
    competency: str
    level: str
    effort_hours: int
    version: int
    awarded_by: str


class MicroCredentialsOut(Schema):
    """A page of the shelves and how many there are in all."""

    count: int
    items: list[MicroCredentialOut]


def _out(microcredential: MicroCredential) -> dict[str, Any]:
    version = microcredential.current
    assert version is not None  # the query gives published ones only
    return {
        "id": microcredential.id,
        "slug": microcredential.slug,
        "title": version.title,
        "summary": version.summary,
        "category": version.category,
        "competency": version.competency_id,
        "level": version.level,
        "effort_hours": version.effort_hours,
        "version": version.number,
        "awarded_by": microcredential.organisation.name,
    }


class Wanted(Schema):
    """The shelves' filters and which stretch of the list."""

    search: str = ""
    category: str = ""
    competency: str = ""
    level: str = ""
    limit: int = Field(20, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=FARTHEST)


@router.get("/microcredentials", response=MicroCredentialsOut, auth=None)
def microcredentials(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """List what is published, the best match first."""
    del request
    filters = wanted.model_dump(exclude={"limit", "offset"})
    found = queries.published(**filters)
    items = [_out(each) for each in found[wanted.offset : wanted.offset + wanted.limit]]
    return {"count": found.count(), "items": items}


@router.get("/microcredentials/{slug}", response=dict, auth=None)
def microcredential(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Give the current version's whole document, in the import format."""
    del request
    found = queries.published().filter(slug=slug).first()
    if found is None or found.current is None:
        raise Http404
    content: dict[str, Any] = found.current.content
    return content
