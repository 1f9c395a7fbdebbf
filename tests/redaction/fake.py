"""An engine that finds what a test says, and covers by writing what it was asked to cover."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lapel.ports.redaction import RedactionRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lapel.domain.redaction import Box, Page, Span, Track


@dataclass
class FakeEngine:
    """Stands for the engine: `faces`, `tracks` and `pages` are what it finds."""

    faces: list[Box] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    refuses: str = ""
    looks: int = 0

    def faces_in_picture(self, _path: Path) -> list[Box]:
        self._ask()
        return self.faces

    def tracks_in_video(self, _path: Path, *, on_progress: Any = None) -> list[Track]:
        self._ask()
        on_progress(0.5)
        return self.tracks

    def words_in_pdf(self, _path: Path) -> list[Page]:
        self._ask()
        return self.pages

    def mask_picture(
        self, source: Path, target: Path, boxes: Sequence[Box], *, look: str = "blur"
    ) -> None:
        self._write(source, target, look, [[box.left, box.top] for box in boxes])

    def mask_video(
        self,
        source: Path,
        target: Path,
        tracks: Sequence[Track],
        bleeps: Sequence[Span] = (),
        *,
        mark: str = "",
        on_progress: Any = None,
    ) -> None:
        self.mark = mark
        on_progress(1.0)
        spans = [[span.start, span.end] for span in bleeps]
        self._write(source, target, "film", [len(tracks), spans])

    def bleep(self, source: Path, target: Path, spans: Sequence[Span]) -> None:
        self._write(source, target, "bleep", [[span.start, span.end] for span in spans])

    def _ask(self) -> None:
        self.looks += 1
        if self.refuses:
            raise RedactionRefused(self.refuses)

    def _write(self, source: Path, target: Path, how: str, what: Any) -> None:
        assert source.exists()
        target.write_text(json.dumps([how, what]), encoding="utf-8")
