"""Reads: an organisation's drafts, and what there is to say about one."""

from lapel.journey.authoring.queries.drafts import (
    as_text,
    draft_of,
    open_drafts,
    organisations_of,
    published_by,
)
from lapel.journey.authoring.queries.listing import Gap, Line, Listing, Piece, listing
from lapel.journey.authoring.queries.report import Remark, Report, remarks_on, report_on

__all__ = [
    "Gap",
    "Line",
    "Listing",
    "Piece",
    "Remark",
    "Report",
    "as_text",
    "draft_of",
    "listing",
    "open_drafts",
    "organisations_of",
    "published_by",
    "remarks_on",
    "report_on",
]
