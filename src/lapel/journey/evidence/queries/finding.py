"""What the pre-check says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that must be mended before submitting, and the place on the page where.

    `link` leads to another page, where it can be mended only there; it `passes` where waiting is
    all that can be done.
    """

    place: str
    sentence: str
    link: str = ""
    passes: bool = False
