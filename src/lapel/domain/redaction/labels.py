"""A labelled set: what a folder of media and texts is known to hold, for measuring the finders.

`labels.json` is {"class_list": ["Amina Yusuf", {"name": …, "nicknames": […]}], "labels": [{…}]};
where files are of several classes, it has "classes": {"7b": […]} and each label its "class".
`labels.csv` has the same columns with a header, and `class_list.txt` beside it a name a line,
nicknames after semicolons.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from lapel.domain.redaction.boxes import Box, Span
from lapel.domain.redaction.find import KINDS, Pupil

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FACE, PARTLY, NOTHING = "face", "partly", "none"
SIDES = ("left", "top", "width", "height")
# A face's share of the picture's height, where a label names no size: at 720 lines these are
# 80, 40 and 20 pixels.
SIZES = ((0.111, "near"), (0.055, "middle"), (0.028, "far"), (0.0, "back_row"))
# How a face is turned, and what is worn, are as the folder names them.
GROUPS = ("size", "pose", "tone", "wears", "language")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One thing that is to be found in a file; `kind` is face, partly, a kind of find, or none.

    A face has a box, and in a recording the second at which it is there and whose way (`track`) it
    is on. Partly a face is what nobody need find, and no false alarm. Anything else has its text
    as it stands in the file (`in_name`: in the file's name), and in captions when it is said.
    `groups` are the named groups for which figures are printed apart.
    """

    file: str
    kind: str
    groups: tuple[tuple[str, str], ...]
    box: Box | None = None
    second: float | None = None
    track: str = ""
    text: str = ""
    said: Span | None = None
    in_name: bool = False
    language: str = "en"
    of_class: str = ""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Class lists by name ("" is that of labels which name none), and all labels."""

    classes: dict[str, tuple[Pupil, ...]]
    labels: tuple[Labelled, ...]

    def class_list(self, label: Labelled) -> tuple[Pupil, ...]:
        """Give the class list that a label's file is held against."""
        return self.classes.get(label.of_class, ())

    def by_file(self) -> dict[str, list[Labelled]]:
        """Give the labels of each file."""
        files: dict[str, list[Labelled]] = {}
        for label in self.labels:
            files.setdefault(label.file, []).append(label)
        return files


class BadLabelsError(Exception):
    """The labels cannot be read; the message says which, and why."""


def read_json(text: str) -> LabelledSet:
    """Read labels.json; BadLabelsError says what is wrong."""
    try:
        document = json.loads(text)
        lists = document.get("classes", {}) | {"": document.get("class_list", [])}
        classes = {str(name): tuple(map(_pupil, pupils)) for name, pupils in lists.items()}
        rows = document["labels"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadLabelsError('labels.json is {"class_list": […], "labels": […]}.') from None
    return LabelledSet(classes, _labels(rows))


def read_csv(text: str, class_list: str = "") -> LabelledSet:
    """Read labels.csv and class_list.txt; BadLabelsError says what is wrong."""
    reader = csv.DictReader(StringIO(text))
    if not {"file", "kind"} <= set(reader.fieldnames or ()):
        raise BadLabelsError("labels.csv has a header with the columns file and kind.")
    names = [[part.strip() for part in line.split(";")] for line in class_list.splitlines()]
    pupils = tuple(Pupil(parts[0], tuple(parts[1:])) for parts in names if parts[0])
    return LabelledSet({"": pupils}, _labels(reader))


def _pupil(written: Any) -> Pupil:
    if isinstance(written, str):
        return Pupil(written)
    return Pupil(str(written["name"]), tuple(map(str, written.get("nicknames", []))))


def _labels(rows: Iterable[Mapping[str, Any]]) -> tuple[Labelled, ...]:
    labels = []
    for number, row in enumerate(rows, 1):
        try:
            labels.append(_label(row))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadLabelsError(f"Label {number} cannot be read: {error}.") from None
    return tuple(labels)


def _label(row: Mapping[str, Any]) -> Labelled:
    said = {str(name): str(value) for name, value in row.items() if value not in (None, "")}
    kind = said["kind"]
    if kind not in (FACE, PARTLY, NOTHING, *KINDS):
        raise ValueError(f"kind is face, partly, none, or one of {', '.join(KINDS)}")
    box = Box(*(float(said[side]) for side in SIDES)) if kind in (FACE, PARTLY) else None
    if box and not (0 < box.width <= 1 and 0 < box.height <= 1):
        raise ValueError("left, top, width and height are fractions of the picture")
    text = said.get("text", "")
    if kind in KINDS and not text:
        raise ValueError("text is what is to be found")
    groups = {name: said[name] for name in GROUPS if name in said}
    if box:
        groups.setdefault("size", _size(box))
    return Labelled(
        file=said["file"],
        kind=kind,
        groups=tuple(sorted(groups.items())),
        box=box,
        second=float(said["second"]) if "second" in said else None,
        track=said.get("track", ""),
        text=text,
        said=_said(said),
        in_name=said.get("where") == "file_name",
        language=said.get("language", "en"),
        of_class=said.get("class", ""),
    )


def _said(said: Mapping[str, str]) -> Span | None:
    if "start" not in said and "end" not in said:
        return None
    span = Span(float(said["start"]), float(said["end"]))
    if not 0 <= span.start < span.end:
        raise ValueError("start and end are seconds, one after the other")
    return span


def _size(box: Box) -> str:
    return next(name for least, name in SIZES if box.height >= least)
