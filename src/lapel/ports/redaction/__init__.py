"""Faces found, and faces, words and sounds made unrecognisable, in a child with limits."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.redaction import Box, Page, Span, Track

Progress = Callable[[float], None]
Look = Literal["blur", "black"]

REASONS = {
    "picture": "This is no picture that we can read.",
    "pixels": "This picture has more pixels than we can work on.",
    "recording": "This is no recording that we can read.",
    "no_sound": "This recording has no sound.",
    "document": "This is no PDF that we can read.",
    "memory": "This file needs more memory to be worked on than we allow.",
    "slow": "Working on this file took too long.",
    "damaged": "This file is damaged or unusual and could not be worked on safely.",
}


class RedactionRefused(Exception):  # noqa: N818 - a refusal is an answer here, the word callers use
    """The file is not worked on: `code` is a key of REASONS, `reason` the sentence for people."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.reason = REASONS[code]
        super().__init__(self.reason)


class InterruptedRedactionError(Exception):
    """The child was ended from outside (memory ran short, a restart): the file is not to blame.

    It may be worked on again later.
    """


class Redaction(Protocol):
    """Works on derivatives (JPEG, PNG, mp4, m4a) and on PDF; targets appear whole or not at all.

    What is written carries no metadata of its source. Nothing leaves the child but boxes, tracks,
    words and files: no vector that could tell one face from another is ever made. RedactionRefused
    where a file cannot be worked on, InterruptedRedactionError where the child was killed.
    """

    def faces_in_picture(self, path: Path) -> list[Box]:
        """Give where faces are in a JPEG or PNG as it is stored, the surest first."""
        ...

    def tracks_in_video(self, path: Path, *, on_progress: Progress | None = None) -> list[Track]:
        """Give each face's way through a recording, with a small JPEG of each.

        A few moments of each second are looked at. `on_progress` is told a rising share, 0 to 1.
        """
        ...

    def words_in_pdf(self, path: Path) -> list[Page]:
        """Give the words of the first 60 pages, and where they are, in pages as `scan` renders."""
        ...

    def mask_picture(
        self, source: Path, target: Path, boxes: Sequence[Box], *, look: Look = "blur"
    ) -> None:
        """Write the picture (JPEG or PNG by the ending of `target`) with each box covered.

        "blur" leaves a few mixed colours of what was there, "black" leaves nothing. A page of a
        PDF is such a picture too (boxes_on_page gives its boxes).
        """
        ...

    def mask_video(  # noqa: PLR0913 - what, whereto, and how
        self,
        source: Path,
        target: Path,
        tracks: Sequence[Track],
        bleeps: Sequence[Span] = (),
        *,
        mark: str = "",
        on_progress: Progress | None = None,
    ) -> None:
        """Write an mp4 with each track blurred as long as it lasts, and each span bleeped.

        Sound is kept otherwise; `bleeps` of a recording without sound are of no effect. `mark` is
        written faintly into a corner (plain Latin letters and digits).
        """
        ...

    def bleep(self, source: Path, target: Path, spans: Sequence[Span]) -> None:
        """Write a sound recording as m4a with a tone instead of each span."""
        ...


def from_url(url: str) -> Redaction:
    """Open `child:[?memory_mb=3072&threads=2]`; ValueError otherwise."""
    from lapel.ports.redaction.launcher import ChildRedaction

    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = not options.keys() - {"memory_mb", "threads"}
    if parts.scheme != "child" or not known or not all(map(str.isdigit, options.values())):
        raise ValueError(f"Redaction must be child:[?memory_mb=3072&threads=2], not {url!r}.")
    return ChildRedaction(
        memory_mb=int(options.get("memory_mb", 3072)), threads=int(options.get("threads", 2))
    )
