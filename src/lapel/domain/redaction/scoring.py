"""How much of what was labelled is found, by groups, and how much is found that is not there."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.redaction.boxes import box_at, grown
from lapel.domain.redaction.labels import FACE, Labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.domain.redaction.boxes import Box, Span, Track
    from lapel.domain.redaction.find import Find

# A face is found where the mask over what was found covers this share of it, and what was found
# is no more than so many times as large: a mask over everything would find all.
COVERED, TOO_LARGE, MASK_MARGIN = 0.6, 5.0, 0.35
# A word counts as silenced where so much of the time in which it is said is.
SILENCED = 0.9
QUANTILE = 1.959964  # of the normal distribution, for intervals of 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """So many found of so many, with an interval of 95 % (Wilson 1927)."""

    found: int
    of: int

    @property
    def value(self) -> float:
        """Give the share itself."""
        return self.found / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Give the lower and the upper bound."""
        square = QUANTILE**2
        middle = (self.found + square / 2) / (self.of + square)
        spread = self.found * (self.of - self.found) / self.of + square / 4
        half = QUANTILE * math.sqrt(spread) / (self.of + square)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Heard:
    """Seconds of what tells who a child is, said and silenced by group; and silence beside it."""

    said: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    silenced: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    beside: float = 0.0
    length: float = 0.0


@dataclass
class Tally:
    """Counts of what was to be found and was, by group, and of false alarms.

    Alarms are by kind of find, and of faces and tracks by where they were looked for, as `files`
    is; `seconds` are those of recordings between their first labelled moment and their last.
    """

    of: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    unsure_alarms: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    heard: Heard = field(default_factory=Heard)
    seconds: float = 0.0

    def count(self, label: Labelled, *, found: bool, of: str = "") -> None:
        """Count one label, over all and in each of its groups; `of` is what, if not its kind."""
        kind = of or label.kind
        for group, value in (("all", ""), *label.groups):
            self.of[kind, group, value] += 1
            self.found[kind, group, value] += found

    def shares(self) -> dict[tuple[str, str, str], Share]:
        """Give the share found, by (kind, group, value), in order."""
        return {key: Share(self.found[key], self.of[key]) for key in sorted(self.of)}


def score_faces(
    tally: Tally,
    labels: Sequence[Labelled],
    boxes: Sequence[Box],
    *,
    where: str,
    held: Sequence[Box] = (),
) -> None:
    """Count the faces of a picture, or of a moment of a recording (`where`), and what is none.

    Where masks are `held` on for safety beyond what was seen, they cover, and alarm nobody.
    """
    faces = [label.box for label in labels if label.box]
    for label in labels:
        if label.box and label.kind == FACE:
            tally.count(label, found=is_covered(label.box, (*boxes, *held)))
    tally.files[where] += 1
    tally.alarms[where] += sum(not is_on_one(box, faces) for box in boxes)


def score_tracks(
    tally: Tally,
    labels: Sequence[Labelled],
    tracks: Sequence[Track],
    *,
    where: str,
    padding: float,
) -> None:
    """Count whose way through a recording lies under masks at each labelled moment.

    A track that is on at labelled moments, and never on a face, is a false alarm. Masks are held
    on for `padding` seconds beyond a track, for safety.
    """
    moments = _moments(labels)
    tally.seconds += max(moments) - min(moments)
    ways: dict[str, list[Labelled]] = {}
    for label in labels:
        if label.kind == FACE and label.track:
            ways.setdefault(label.track, []).append(label)
    for way in ways.values():
        tally.count(way[0], found=all(_is_masked(each, tracks, padding) for each in way), of=where)
    for track in tracks:
        seen = [
            (box, [label.box for label in there if label.box])
            for second, there in moments.items()
            if (box := box_at(track, second, padding=0.0))
        ]
        tally.alarms[where] += bool(seen) and not any(is_on_one(box, near) for box, near in seen)


def _moments(labels: Sequence[Labelled]) -> dict[float, list[Labelled]]:
    moments: dict[float, list[Labelled]] = {}
    for label in labels:
        moments.setdefault(label.second or 0.0, []).append(label)
    return moments


def _is_masked(label: Labelled, tracks: Sequence[Track], padding: float) -> bool:
    placed = (box_at(track, label.second or 0.0, padding=padding) for track in tracks)
    return label.box is not None and is_covered(label.box, [box for box in placed if box])


def is_covered(face: Box, boxes: Iterable[Box]) -> bool:
    """Tell whether the mask over one of the boxes covers a face."""
    return any(_covers(box, face) for box in boxes)


def _covers(box: Box, face: Box) -> bool:
    mask = grown(box, MASK_MARGIN)
    width = min(mask.left + mask.width, face.left + face.width) - max(mask.left, face.left)
    height = min(mask.top + mask.height, face.top + face.height) - max(mask.top, face.top)
    size = face.width * face.height
    fits = box.width * box.height <= TOO_LARGE * size
    return fits and width > 0 and height > 0 and width * height >= COVERED * size


def is_on_one(box: Box, faces: Iterable[Box]) -> bool:
    """Tell whether a box lies on a face: its middle does."""
    x, y = box.centre
    return any(
        face.left <= x <= face.left + face.width and face.top <= y <= face.top + face.height
        for face in faces
    )


def score_text(
    tally: Tally, labels: Sequence[Labelled], text: str, found: Sequence[Find], *, unsure: float
) -> None:
    """Count what was to be found in a text; labels stand in the order of the text.

    What is found where nothing was labelled is a false alarm of its kind, counted apart where its
    certainty is under `unsure`. A label that does not occur in the text counts as not found.
    """
    places = _places(labels, text)
    for label, place in zip(labels, places, strict=True):
        tally.count(label, found=place is not None and any(_meet(each, place) for each in found))
    known = [place for place in places if place]
    for each in found:
        if not any(_meet(each, place) for place in known):
            counted = tally.unsure_alarms if each.certainty < unsure else tally.alarms
            counted[each.kind] += 1


def _places(labels: Sequence[Labelled], text: str) -> list[tuple[int, int] | None]:
    places: list[tuple[int, int] | None] = []
    reached = 0
    for label in labels:
        # a line may end between two words of a name
        wanted = re.compile(r"\s+".join(map(re.escape, label.text.split())))
        # the labels may not keep to the order of the text
        match = wanted.search(text, reached) or wanted.search(text)
        places.append(match.span() if match else None)
        reached = match.end() if match else reached
    return places


def score_sound(
    tally: Tally, labels: Sequence[Labelled], spans: Sequence[Span], *, length: float
) -> None:
    """Count how much of the time in which labelled words are said is silenced, and of the rest.

    Spans do not overlap. A word of which `SILENCED` is counts as "silenced".
    """
    said = [(label, label.said) for label in labels if label.said]
    for label, time in said:
        seconds, quiet = time.end - time.start, _shared(time, spans)
        tally.count(label, found=quiet >= SILENCED * seconds, of=f"{label.kind} silenced")
        for group in (("all", ""), *label.groups):
            tally.heard.said[group] += seconds
            tally.heard.silenced[group] += quiet
        tally.heard.beside -= quiet
    tally.heard.beside += sum(span.end - span.start for span in spans)
    tally.heard.length += length


def _shared(time: Span, spans: Iterable[Span]) -> float:
    return sum(max(0.0, min(time.end, span.end) - max(time.start, span.start)) for span in spans)


def _meet(find: Find, place: tuple[int, int]) -> bool:
    return find.start < place[1] and place[0] < find.end
