"""A module's body cut into the segments that a short session reads."""

from __future__ import annotations

import re
from typing import Any

_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def headings_in(body: str) -> list[str]:
    """List the headings of a body in their order."""
    return [found.group(1) for found in _HEADING.finditer(body)]


def stretches_of(module: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Give each segment of a module as it stands in a version, with its part of the body.

    A part begins at the segment's heading and ends before the next segment's; what stands before
    the first heading of a segment belongs to the first. Without segments there are none.
    """
    segments: list[dict[str, Any]] = module.get("segments", [])
    body: str = module.get("body", "")
    starts = {found.group(1): found.start() for found in _HEADING.finditer(body)}
    begins = [0, *(starts[each["heading"]] for each in segments[1:]), len(body)]
    return [
        (segment, body[begins[at] : begins[at + 1]].strip()) for at, segment in enumerate(segments)
    ]


def below_heading(text: str, heading: str) -> str:
    """Leave out the heading with which a part begins; whoever shows the part has it above."""
    first, _line, rest = text.partition("\n")
    return rest.strip() if heading and first.strip("# \t") == heading else text
