"""The demo's catalogue: framework, micro-credentials, stacks, recognitions, module films."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.doors.cli.demo import drawing
from lapel.doors.cli.demo.stage import BEGINNING, CONTENT
from lapel.journey.catalogue.actions import load_framework, publish_stack, publish_version
from lapel.journey.currency.actions import load_recognitions
from lapel.journey.issuing.actions import prepare_issuer
from lapel.journey.learning.actions import keep_media
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review.actions import appoint_assessor
from lapel.ports import video

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People


def load_competencies() -> None:
    """Put the fifteen competencies, to which micro-credentials point, onto the shelves."""
    load_framework(items=_read(CONTENT / "framework.json"))


def fill(people: People) -> None:
    """Publish everything in `content/` as the designer, and appoint the assessors."""
    designer = people.persons["dara"]
    with clock_at(BEGINNING):
        load_competencies()
        prepare_issuer(organisation=people.state)
        for content in documents("microcredentials"):
            version = publish_version(person=designer, organisation=people.state, content=content)
            _appoint(people, version.microcredential)
        for content in documents("stacks"):
            publish_stack(person=designer, organisation=people.state, content=content)
        deliver_all()
    # stated in this year, so on today's clock
    load_recognitions(
        person=people.persons["katarina"],
        organisation=people.state,
        items=_read(CONTENT / "recognitions.json"),
    )


def film(people: People) -> None:
    """Draw the films of all modules."""
    for content in documents("microcredentials"):
        _film_modules(people, content)


def documents(folder: str) -> list[dict[str, Any]]:
    """Read all documents of one kind, in the order of their names."""
    return [_read(path) for path in sorted((CONTENT / folder).glob("*.json"))]


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _appoint(people: People, microcredential: Any) -> None:
    lead = people.persons["gita"]
    for assessor in people.with_role("assessor"):
        appoint_assessor(
            person=lead, microcredential=microcredential, assessor=assessor, daily_cap=40
        )


def _film_modules(people: People, content: dict[str, Any]) -> None:
    for module in content["modules"]:
        if module["kind"] != "video":
            continue
        scenes = module["video"]["scenes"]
        seconds = [float(scene["seconds"]) for scene in scenes]
        texts = [(scene["heading"], scene["text"]) for scene in scenes]
        with tempfile.TemporaryDirectory() as folder:
            port = video.from_url(settings.VIDEO_URL)
            film = drawing.film(port, drawing.slides(texts), seconds, Path(folder))
            with film.open("rb") as stream:
                _keep(people, module["video"]["file"], stream)
        words = drawing.captions([text for _heading, text in texts], seconds)
        _keep(people, module["video"]["captions"], io.BytesIO(words))


def _keep(people: People, key: str, stream: Any) -> None:
    keep_media(person=people.persons["dara"], key=key, content=stream)
