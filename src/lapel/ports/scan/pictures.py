"""The pictures inside a document, each drawn anew beside it."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from lapel.ports.scan import Derivative, Refused
from lapel.ports.scan.photo import FORMATS, draw, read_picture

MOST_PICTURES = 100
LARGEST_SIDE = 1600
LARGEST_FILE = 60 * 1024 * 1024
LEFT_OUT = "A picture in this document could not be read and was left out."
TOO_MANY = "This document holds more than 100 pictures; the others were left out."


class Pictures:
    """Collects the pictures of one document as image-1, image-2 and so on, and what failed."""

    def __init__(self, outdir: Path) -> None:
        self.files: list[Derivative] = []
        self.notes: list[str] = []
        self._outdir = outdir

    def add(self, source: Callable[[], AbstractContextManager[BinaryIO]]) -> str | None:
        """Draw one picture and give its file name; None, and a note, when it cannot be drawn."""
        if len(self.files) >= MOST_PICTURES:
            self._note(TOO_MANY)
            return None
        stem = self._outdir / f"image-{len(self.files) + 1}"
        try:
            with source() as file:
                content = io.BytesIO(file.read(LARGEST_FILE))
            image = read_picture(content, LARGEST_SIDE, formats=list(FORMATS.values()))
            drawn = draw(image, stem, LARGEST_SIDE)
        except (Refused, OSError, ValueError, KeyError, SyntaxError):
            self._note(LEFT_OUT)
            return None
        self.files.append(drawn.derivative("image"))
        return drawn.path.name

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)
