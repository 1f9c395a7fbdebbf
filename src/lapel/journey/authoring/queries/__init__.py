"""Reads: an organisation's drafts, and what there is to say about one."""

from lapel.journey.authoring.queries.drafts import (
    as_text,
    draft_of,
    open_drafts,
    organisations_of,
    published_by,
    with_alignments,
)
from lapel.journey.authoring.queries.frameworks import (
    Branch,
    Look,
    Shown,
    brings_for,
    brought_by,
    brought_of,
    frameworks_for,
    look_at,
    shown_items,
)
from lapel.journey.authoring.queries.listing import Gap, Line, Listing, Piece, listing
from lapel.journey.authoring.queries.report import Remark, Report, remarks_on, report_on

__all__ = [
    "Branch",
    "Gap",
    "Line",
    "Listing",
    "Look",
    "Piece",
    "Remark",
    "Report",
    "Shown",
    "as_text",
    "brings_for",
    "brought_by",
    "brought_of",
    "draft_of",
    "frameworks_for",
    "listing",
    "look_at",
    "open_drafts",
    "organisations_of",
    "published_by",
    "remarks_on",
    "report_on",
    "shown_items",
    "with_alignments",
]
