"""How much of what was labelled is found, by groups, and how much is found that is not there."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.redaction.boxes import grown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.domain.redaction.boxes import Box
    from lapel.domain.redaction.find import Find
    from lapel.domain.redaction.labels import Labelled

# A face is found where the mask over what was found covers this share of it, and what was found
# is no more than so many times as large: a mask over everything would find all.
COVERED, TOO_LARGE, MASK_MARGIN = 0.6, 5.0, 0.35
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
class Tally:
    """Counts of what was to be found and was, by group, and of false alarms.

    Alarms are by kind of find, and of faces by where they were looked for, as `files` is.
    """

    of: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    unsure_alarms: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)

    def count(self, label: Labelled, *, found: bool) -> None:
        """Count one label, over all and in each of its groups."""
        for group, value in (("all", ""), *label.groups):
            self.of[label.kind, group, value] += 1
            self.found[label.kind, group, value] += found

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
        if label.box:
            tally.count(label, found=any(_covers(box, label.box) for box in (*boxes, *held)))
    tally.files[where] += 1
    tally.alarms[where] += sum(not _is_on_one(box, faces) for box in boxes)


def _covers(box: Box, face: Box) -> bool:
    mask = grown(box, MASK_MARGIN)
    width = min(mask.left + mask.width, face.left + face.width) - max(mask.left, face.left)
    height = min(mask.top + mask.height, face.top + face.height) - max(mask.top, face.top)
    size = face.width * face.height
    fits = box.width * box.height <= TOO_LARGE * size
    return fits and width > 0 and height > 0 and width * height >= COVERED * size


def _is_on_one(box: Box, faces: Iterable[Box]) -> bool:
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
        start = text.find(label.text, reached)
        if start < 0:  # the labels may not keep to the order of the text
            start = text.find(label.text)
        places.append((start, start + len(label.text)) if start >= 0 else None)
        reached = start + len(label.text) if start >= 0 else reached
    return places


def _meet(find: Find, place: tuple[int, int]) -> bool:
    return find.start < place[1] and place[0] < find.end
