"""Faces of single moments of a video joined into tracks, by place and size alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from lapel.domain.redaction.boxes import Box, Track, overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A face is taken for the same where it has moved by less than its own size between two looks,
# and is not twice as large; it may be unseen for as many seconds.
FARTHEST, LARGEST, LONGEST_UNSEEN = 0.9, 1.8, 1.5
MERGED_UNSEEN, MERGED_FARTHEST = 4.0, 0.6


def tracked(moments: Iterable[tuple[float, Sequence[Box]]]) -> list[Track]:
    """Give the tracks of what was seen at each moment (seconds, rising; no two the same)."""
    ways: list[list[tuple[float, Box]]] = []
    for seconds, boxes in moments:
        open_ways = [way for way in ways if seconds - way[-1][0] <= LONGEST_UNSEEN]
        for box, way in _paired(boxes, open_ways):
            if way is None:
                ways.append([(seconds, box)])
            else:
                way.append((seconds, box))
    return _numbered([Track(0, tuple(way)) for way in ways])


def _paired(
    boxes: Sequence[Box], ways: Sequence[list[tuple[float, Box]]]
) -> list[tuple[Box, list[tuple[float, Box]] | None]]:
    """Give each box the way that it continues, the nearest pairs first; None begins a new one."""
    pairs = sorted(
        (_distance(way[-1][1], box), i, j)
        for i, box in enumerate(boxes)
        for j, way in enumerate(ways)
        if _alike(way[-1][1], box, FARTHEST)
    )
    chosen: dict[int, int] = {}
    for _far, i, j in pairs:
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return [(box, ways[chosen[i]] if i in chosen else None) for i, box in enumerate(boxes)]


def _alike(first: Box, second: Box, farthest: float) -> bool:
    ratio = max(first.height, 1e-6) / max(second.height, 1e-6)
    fits = 1 / LARGEST <= ratio <= LARGEST
    return fits and (overlap(first, second) > 0 or _distance(first, second) <= farthest)


def _distance(first: Box, second: Box) -> float:
    """Give how far apart two faces are, in sizes of the larger."""
    (x1, y1), (x2, y2) = first.centre, second.centre
    wide = max(first.width, second.width, 1e-6)
    high = max(first.height, second.height, 1e-6)
    return math.hypot((x1 - x2) / wide, (y1 - y2) / high)


def merge_tracks(tracks: Sequence[Track]) -> list[Track]:
    """Give fewer tracks: one that ends shortly before another begins nearby goes on in it.

    They are joined by place, size and time alone. Numbers are given anew, from 1, by when a track
    begins.
    """
    merged: list[Track] = []
    for track in sorted(tracks, key=lambda each: (each.start, each.number)):
        earlier = _continued(merged, track)
        if earlier is None:
            merged.append(track)
        else:
            merged.remove(earlier)
            picture = earlier.picture or track.picture
            merged.append(replace(earlier, boxes=earlier.boxes + track.boxes, picture=picture))
    return _numbered(merged)


def _continued(tracks: Sequence[Track], later: Track) -> Track | None:
    near = [
        (later.start - track.end, index)
        for index, track in enumerate(tracks)
        if 0 < later.start - track.end <= MERGED_UNSEEN
        and _alike(track.boxes[-1][1], later.boxes[0][1], MERGED_FARTHEST)
    ]
    return tracks[min(near)[1]] if near else None


def _numbered(tracks: Sequence[Track]) -> list[Track]:
    ordered = sorted(tracks, key=lambda each: (each.start, each.boxes[0][1].left))
    return [replace(track, number=number) for number, track in enumerate(ordered, 1)]
