"""What tells who a child is, in texts, pictures and recordings: found, decided on, taken out."""

from lapel.domain.redaction.applying import Decision, apply
from lapel.domain.redaction.boxes import Box, Span, Track, box_at, grown, overlap
from lapel.domain.redaction.captions import (
    apply_to_captions,
    length_of_captions,
    spans_in_captions,
    text_in_captions,
)
from lapel.domain.redaction.find import KINDS, UNSURE, Find, Kind, Pupil
from lapel.domain.redaction.finding import finds, finds_in_file_name
from lapel.domain.redaction.markup import apply_to_html, text_in_html
from lapel.domain.redaction.pages import Page, Word, boxes_on_page
from lapel.domain.redaction.tracking import merge_tracks, tracked

__all__ = [
    "KINDS",
    "UNSURE",
    "Box",
    "Decision",
    "Find",
    "Kind",
    "Page",
    "Pupil",
    "Span",
    "Track",
    "Word",
    "apply",
    "apply_to_captions",
    "apply_to_html",
    "box_at",
    "boxes_on_page",
    "finds",
    "finds_in_file_name",
    "grown",
    "length_of_captions",
    "merge_tracks",
    "overlap",
    "spans_in_captions",
    "text_in_captions",
    "text_in_html",
    "tracked",
]
