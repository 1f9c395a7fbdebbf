"""The demo's catalogue: framework, micro-credentials, stacks, recognitions, module films."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import drawing, told, training
from lapel.doors.cli.demo.stage import BEGINNING
from lapel.doors.cli.demo.studio import film_name
from lapel.journey.catalogue.actions import load_framework, publish_stack, publish_version
from lapel.journey.currency.actions import load_recognitions
from lapel.journey.issuing.actions import prepare_issuer
from lapel.journey.learning.actions import keep_media
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.review.actions import appoint_assessor

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People
    from lapel.doors.cli.demo.studio import Studio


def load_competencies() -> None:
    """Put the fifteen competencies, to which micro-credentials point, onto the shelves."""
    load_framework(items=told.read(told.CONTENT / "framework.json"))


def fill(people: People) -> None:
    """Publish everything in `content/` as the designer, and appoint the assessors."""
    designer = people.persons["dara"]
    with clock_at(BEGINNING):
        load_competencies()
        prepare_issuer(organisation=people.state)
        for content in told.documents("microcredentials"):
            version = publish_version(person=designer, organisation=people.state, content=content)
            _appoint(people, version.microcredential)
        for content in told.documents("stacks"):
            publish_stack(person=designer, organisation=people.state, content=content)
        deliver_all()
    recognise(people, told.read(told.CONTENT / "recognitions.json"))


def recognise(people: People, stated: list[dict[str, Any]]) -> None:
    """Record who counts what, on the day of the latest statement."""
    if not stated:
        return
    with clock_at(datetime.fromisoformat(max(each["stated_on"] for each in stated) + "T12:00Z")):
        load_recognitions(
            person=people.persons["katarina"], organisation=people.state, items=stated
        )
        deliver_all()


def _appoint(people: People, microcredential: Any) -> None:
    """Name founding assessors: all, or two where the others are to qualify on a training set."""
    lead, assessors = people.persons["gita"], people.with_role("assessor")
    founders = assessors[:2] if microcredential.slug in training.sets() else assessors
    for assessor in founders:
        appoint_assessor(
            person=lead, microcredential=microcredential, assessor=assessor, daily_cap=40
        )


def film(people: People, studio: Studio) -> None:
    """Keep the films of all modules, with their captions."""
    for each in told.films():
        with studio.take(film_name(each)).open("rb") as stream:
            _keep(people, each["file"], stream)
        seconds = [float(scene["seconds"]) for scene in each["scenes"]]
        words = drawing.captions([scene["text"] for scene in each["scenes"]], seconds)
        _keep(people, each["captions"], io.BytesIO(words))


def _keep(people: People, key: str, stream: Any) -> None:
    keep_media(person=people.persons["dara"], key=key, content=stream)
