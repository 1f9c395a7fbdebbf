"""`lapel redaction evaluate`: the finders held against a labelled folder, without Django."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.redaction import (
    UNSURE,
    Decision,
    box_at,
    finds,
    finds_in_file_name,
    length_of_captions,
    spans_in_captions,
    text_in_captions,
)
from lapel.domain.redaction.find import KINDS
from lapel.domain.redaction.labels import (
    BadLabelsError,
    Labelled,
    LabelledSet,
    read_csv,
    read_json,
)
from lapel.domain.redaction.scoring import (
    Tally,
    score_faces,
    score_sound,
    score_text,
    score_tracks,
)
from lapel.doors.cli.lowlevel import Parser, printable
from lapel.doors.cli.redaction.telling import MOMENT, PICTURE, TRACK, as_json, told
from lapel.ports import redaction, scan

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from lapel.domain.redaction import Box, Find, Pupil, Track
    from lapel.ports.redaction import Redaction

UNREADABLE = 2
PICTURES = frozenset({".jpg", ".jpeg", ".png"})
RECORDINGS = frozenset({".mp4", ".mov", ".webm", ".mkv"})
CAPTIONS = frozenset({".vtt", ".srt"})
HELD_BEYOND = 0.6  # seconds, as long as a recording is masked before and after a face was seen
_EXPLANATION = """\
The folder holds labels.json, or labels.csv and class_list.txt, and the files they name: pictures,
recordings, texts, .docx, PDF and captions (docs/reference/redaction.md). Nothing leaves the
machine, and nothing is written.

A face counts as found where its mask would cover three fifths of it, anything else where what is
suggested touches it. Every suggestion elsewhere is a false alarm. Where labels of captions say
when a word is said, the bleeps are held against it too.

exit codes:
  0  figures were printed
  2  the labels, or a file that they name, cannot be read
  64 wrong usage

examples:
  lapel redaction evaluate --data folder
  lapel redaction evaluate --data folder --json > figures.json
"""


def run(argv: Sequence[str]) -> int:
    """Measure on the folder that `argv` names, and print."""
    options = _options(argv)
    folder = Path(options.data)
    try:
        labelled = read_folder(folder)
        tally = measured(folder, labelled)
    except BadLabelsError as error:
        print(printable(f"lapel redaction evaluate: {error}"), file=sys.stderr)
        return UNREADABLE
    print(json.dumps(as_json(tally), indent=2) if options.json else "\n".join(told(tally)))
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser("redaction evaluate", "Print recall and false alarms.", _EXPLANATION)
    parser.add_argument("--data", metavar="FOLDER", required=True, help="the labelled folder")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args(argv)


def read_folder(folder: Path) -> LabelledSet:
    """Read a folder's labels; BadLabelsError says what is wrong."""
    try:
        if (folder / "labels.json").is_file():
            return read_json((folder / "labels.json").read_text(encoding="utf-8-sig"))
        names = folder / "class_list.txt"
        return read_csv(
            (folder / "labels.csv").read_text(encoding="utf-8-sig"),
            names.read_text(encoding="utf-8-sig") if names.is_file() else "",
        )
    except (OSError, UnicodeDecodeError):
        raise BadLabelsError(f"{folder} holds no labels.json or labels.csv to read.") from None


def measured(folder: Path, labelled: LabelledSet) -> Tally:
    """Ask the finders about every file that the labels name."""
    tally, port = Tally(), redaction.from_url("child:")
    for name, labels in sorted(labelled.by_file().items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadLabelsError(f"{name} lies outside of the folder.")
        try:
            _measure(tally, port, path, labels, labelled.class_list(labels[0]))
        except (redaction.RedactionRefused, scan.Refused, OSError, UnicodeDecodeError) as error:
            raise BadLabelsError(f"{name} cannot be read: {error}") from None
    return tally


def _measure(
    tally: Tally,
    port: Redaction,
    path: Path,
    labels: Sequence[Labelled],
    class_list: Sequence[Pupil],
) -> None:
    kind = path.suffix.lower()
    if kind in PICTURES:
        score_faces(tally, labels, port.faces_in_picture(path), where=PICTURE)
    elif kind in RECORDINGS:
        _measure_recording(tally, port, path, labels)
    elif any(not label.in_name for label in labels):
        captions = _captions(path) if kind in CAPTIONS else ""
        text = text_in_captions(captions) if captions else _text(port, path)
        found = finds(text, class_list=class_list, language=labels[0].language)
        inside = [each for each in labels if not each.in_name and each.kind in KINDS]
        tally.files["text"] += 1
        score_text(tally, inside, text, found, unsure=UNSURE)
        _measure_sound(tally, captions, inside, found)
    _measure_name(tally, path.name, labels, class_list)


def _measure_sound(
    tally: Tally, captions: str, labels: Sequence[Labelled], found: Sequence[Find]
) -> None:
    """Hold the bleeps that follow from what was found, all of it, against when it is said."""
    if any(label.said for label in labels):
        decisions = [Decision(find.start, find.end, "") for find in found]
        spans = spans_in_captions(captions, decisions)
        score_sound(tally, labels, spans, length=length_of_captions(captions))


def _measure_recording(
    tally: Tally, port: Redaction, path: Path, labels: Sequence[Labelled]
) -> None:
    """Count each labelled moment; what no label says of other moments is not known."""
    tracks = port.tracks_in_video(path)
    for second in sorted({label.second or 0.0 for label in labels}):
        there = [each for each in labels if (each.second or 0.0) == second]
        seen, masked = (_placed(tracks, second, padding) for padding in (0.0, HELD_BEYOND))
        score_faces(tally, there, seen, where=MOMENT, held=masked)
    score_tracks(tally, labels, tracks, where=TRACK, padding=HELD_BEYOND)


def _placed(tracks: Sequence[Track], second: float, padding: float) -> list[Box]:
    placed = (box_at(track, second, padding=padding) for track in tracks)
    return [box for box in placed if box]


def _measure_name(
    tally: Tally, name: str, labels: Sequence[Labelled], class_list: Sequence[Pupil]
) -> None:
    inside = [label for label in labels if label.in_name and label.kind in KINDS]
    found = finds_in_file_name(name, class_list=class_list, language=labels[0].language)
    tally.files["file name"] += 1
    score_text(tally, inside, name, found, unsure=UNSURE)


def _text(port: Redaction, path: Path) -> str:
    """Give a document's text as a person will see it."""
    if path.suffix.lower() == ".pdf":
        return "\n".join(page.text for page in port.words_in_pdf(path))
    with tempfile.TemporaryDirectory() as out:
        return scan.from_url("child:").rebuild(path, Path(out)).text or ""


def _captions(path: Path) -> str:
    """Give captions as WebVTT, as they are kept when they are brought."""
    with tempfile.TemporaryDirectory() as out:
        files = scan.from_url("child:").rebuild(path, Path(out)).files
        kept = next((each.path for each in files if each.kind == "captions"), None)
        if kept is None:
            raise scan.Refused("no_cues")
        return kept.read_text(encoding="utf-8")
