"""Where the demo's pictures, papers, recordings and films are drawn: in a process of its own.

It needs no database, so it can be at work while the tables are still being made. What is ready
lies in a folder under its name; who asks for it earlier waits.
"""

from __future__ import annotations

import os
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from lapel.doors.cli.demo import drawing, told
from lapel.doors.cli.demo.aside import Aside
from lapel.ports import video

SECONDS_A_LINE = 4.0
# Hertz, and over how many of them voices are spread.
LOWEST_PITCH, PITCHES = 95.0, 130
LOOK_EVERY = 0.02
# A telephone held before a board: with bars beside it, all such films would be alike.
BOARD = (640, 480)
PICTURED = {"photo", "video"}
# A class before the board, in which faces are found.
CLASS_FILM, FILM_SECONDS = "class-film", 4.0
# Two of the class explain something to each other; what they say stands in its captions.
CLASS_VOICES = "class-voices"


class Studio:
    """Draws from `begin` on, within a `with` block at whose end all of it is cleared away."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lapel-demo-")
        self._aside: Aside | None = None

    def begin(self) -> None:
        """Begin to draw, where that was not begun yet."""
        if self._aside is None:
            self._aside = Aside(partial(_draw_everything, Path(self._folder.name)))

    def take(self, name: str) -> Path:
        """Give what was drawn under this name, as soon as it is ready."""
        assert self._aside is not None
        path = Path(self._folder.name) / name
        while not path.exists():
            if self._aside.has_ended() and not path.exists():
                raise LookupError(f"nothing was drawn under {name}")
            time.sleep(LOOK_EVERY)
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        if self._aside is not None:
            self._aside.stop()
        self._folder.cleanup()


def artefact_name(artefact: dict[str, Any]) -> str:
    """Name a piece of evidence in the studio."""
    return f"artefact-{artefact['number']}"


def film_name(film: dict[str, Any]) -> str:
    """Name a module's film in the studio."""
    return f"film-{Path(film['file']).name}"


def is_letter(artefact: dict[str, Any]) -> bool:
    """Tell whether a document comes as Word file; two of three are PDF."""
    return bool(artefact["kind"] == "document" and artefact["number"] % 3 == 0)


def _draw_everything(folder: Path) -> None:
    """Draw evidence first, in the order in which it is wanted, as others have work with it."""
    # What lies about on the way is cleared away with the folder, however this process ends.
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    artefacts = [each for story in told.people()["stories"] for each in story["artefacts"]]
    pictures = _pictures(artefacts)
    for artefact in artefacts:
        content = _artefact(artefact, pictures.get(artefact["number"], b""))
        _put(folder / artefact_name(artefact), content)
    _put(
        folder / CLASS_FILM, _filmed([drawing.scene(drawing.CLASSROOM_FILM)], [FILM_SECONDS], BOARD)
    )
    _put(folder / CLASS_VOICES, _murmur(SECONDS_A_LINE, {"voice": 0, "number": 0}))
    for film in told.films():
        scenes = [(scene["heading"], scene["text"]) for scene in film["scenes"]]
        seconds = [float(scene["seconds"]) for scene in film["scenes"]]
        _put(folder / film_name(film), _filmed(drawing.slides(scenes), seconds))


def _put(path: Path, content: bytes) -> None:
    """Let a file appear whole."""
    part = path.with_name(f".{path.name}")
    part.write_bytes(content)
    part.replace(path)


def _pictures(artefacts: list[dict[str, Any]]) -> dict[int, bytes]:
    pictured = [each for each in artefacts if each["kind"] in PICTURED]
    drawn = drawing.board_pictures([(each["title"], each["draw"]) for each in pictured])
    return {each["number"]: picture for each, picture in zip(pictured, drawn, strict=True)}


def _artefact(artefact: dict[str, Any], picture: bytes) -> bytes:
    title, lines = artefact["title"], artefact["draw"]
    seconds = SECONDS_A_LINE * len(lines)
    match artefact["kind"]:
        case "photo":
            return picture
        case "video":
            return _filmed([picture], [seconds], BOARD)
        case "audio":
            return _murmur(seconds, artefact)
    return drawing.letter(title, lines) if is_letter(artefact) else drawing.paper(title, lines)


def _filmed(
    pictures: list[bytes], seconds: list[float], size: tuple[int, int] = (854, 480)
) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        port = video.from_url(settings.VIDEO_URL)
        return drawing.film(port, pictures, seconds, Path(folder), size=size).read_bytes()


def _murmur(seconds: float, artefact: dict[str, Any]) -> bytes:
    """Somebody talking in the next room; whoever has another's voice recorded a little longer."""
    voice = artefact["voice"]
    longer = 2.0 * (voice != artefact["number"])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "voice.m4a"
        pitch = LOWEST_PITCH + voice * 37 % PITCHES
        port = video.from_url(settings.VIDEO_URL)
        port.murmur(out, seconds=seconds + longer, pitch=pitch, seed=voice)
        return out.read_bytes()
