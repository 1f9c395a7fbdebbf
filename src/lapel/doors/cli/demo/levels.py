"""The demo's levels: written by Dara, found fit by a colleague, in force since the beginning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import told
from lapel.doors.cli.demo.stage import BEGINNING
from lapel.journey.authoring.actions import publish_levels, review_levels, write_levels
from lapel.journey.authoring.models import LevelsReview
from lapel.journey.catalogue.models import Competency
from lapel.journey.record.actions import clock_at, deliver_all

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People

COLLEAGUE = "katarina"
FIT = LevelsReview.Verdict.FIT


def happen(people: People) -> None:
    """Put `content/levels` in force; what asks for another competency's level comes later."""
    documents = told.documents("levels")
    if not documents:
        return
    dara, colleague = people.persons["dara"], people.persons[COLLEAGUE]
    with clock_at(BEGINNING + timedelta(days=1)):
        for content in sorted(documents, key=_asks_elsewhere):
            version = write_levels(
                person=dara,
                organisation=people.state,
                competency=Competency.objects.get(pk=content["competency"]),
                content=content,
                base="",
            )
            review_levels(
                person=colleague,
                version_id=version.pk,
                seen=version.content_hash,
                verdict=FIT,
                words="",
            )
            publish_levels(person=dara, version_id=version.pk)
        deliver_all()


def _asks_elsewhere(content: dict[str, Any]) -> bool:
    return any("reach" in ask for each in content["levels"] for ask in each["asks"])
