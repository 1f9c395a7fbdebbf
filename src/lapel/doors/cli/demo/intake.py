"""The demo's evidence: drawn from what the stories say, then sent in like a teacher's files."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.doors.cli.demo import drawing
from lapel.journey.evidence.actions import add_artefact, attach_captions, describe_artefact
from lapel.journey.files.actions import receive
from lapel.journey.record.actions import clock_at
from lapel.ports import video

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

    Told = tuple[Person, Draft, dict[str, Any], datetime]

SECONDS_A_LINE = 4.0


def bring(stories: Iterable[Told]) -> None:
    """Draw and send in every artefact of every story."""
    wanted = [
        (person, draft, artefact, at)
        for person, draft, told, at in stories
        for artefact in told["artefacts"]
    ]
    kinds = {"photo", "video"}
    drawn = [(a["title"], a["draw"]) for _p, _d, a, _at in wanted if a["kind"] in kinds]
    pictures = iter(drawing.board_pictures(drawn))
    for number, (person, draft, artefact, at) in enumerate(wanted):
        picture = next(pictures) if artefact["kind"] in kinds else b""
        name, content = _draw(artefact, picture, number)
        with clock_at(at + timedelta(minutes=number)):
            _send(person, draft, artefact, name, content)


def _draw(artefact: dict[str, Any], picture: bytes, number: int) -> tuple[str, bytes]:
    """Make one file: its name on her device, and its bytes."""
    title, lines = artefact["title"], artefact["draw"]
    if artefact["kind"] == "photo":
        return f"IMG_{1200 + number}.png", picture
    if artefact["kind"] == "document":
        if number % 3 == 0:
            return f"{title}.docx", drawing.letter(title, lines)
        return f"{title}.pdf", drawing.paper(title, lines)
    return _record(artefact, picture, number)


def _record(artefact: dict[str, Any], picture: bytes, number: int) -> tuple[str, bytes]:
    seconds = SECONDS_A_LINE * len(artefact["draw"])
    if artefact["kind"] == "audio":
        return "Voice memo.m4a", _murmur(seconds, number % 3)
    with tempfile.TemporaryDirectory() as folder:
        port = video.from_url(settings.VIDEO_URL)
        film = drawing.film(port, [picture], [seconds], Path(folder))
        return "VID_2041.mp4", film.read_bytes()


@cache
def _murmur(seconds: float, seed: int) -> bytes:
    """Somebody talking in the next room; a few recordings serve all."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "voice.m4a"
        video.from_url(settings.VIDEO_URL).murmur(out, seconds=seconds, seed=seed)
        return out.read_bytes()


def _send(
    person: Person, draft: Draft, artefact: dict[str, Any], name: str, content: bytes
) -> None:
    added = add_artefact(
        person=person, draft_id=draft.id, slot=artefact["key"], name=name, size=len(content)
    )
    receive(person=person, file_id=added.file_id, offset=0, chunks=[content])
    describe_artefact(
        person=person, artefact_id=added.id, title=artefact["title"], note="", ai_use="none"
    )
    if artefact["kind"] in {"audio", "video"}:
        lines = artefact["draw"]
        words = drawing.captions(lines, [SECONDS_A_LINE] * len(lines))
        attach_captions(person=person, artefact_id=added.id, name="captions.vtt", content=words)
