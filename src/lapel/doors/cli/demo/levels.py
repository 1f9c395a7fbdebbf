"""The demo's levels: written by Dara, found fit by a colleague, in force since the beginning.

One competency's ask for more by now; whoever had reached a level of it keeps that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.demo import told
from lapel.doors.cli.demo.stage import BEGINNING
from lapel.journey.authoring.actions import publish_levels, review_levels, write_levels
from lapel.journey.authoring.models import LevelsReview
from lapel.journey.authoring.queries import published_levels
from lapel.journey.catalogue.models import Competency
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People

COLLEAGUE = "katarina"
FIT = LevelsReview.Verdict.FIT


def happen(people: People) -> None:
    """Put `content/levels` in force; what asks for another competency's level comes later."""
    documents = told.documents("levels")
    if not documents:
        return
    with clock_at(BEGINNING + timedelta(days=1)):
        for content in sorted(documents, key=_asks_elsewhere):
            _put_in_force(people, content, base="")
        deliver_all()


def ask_for_more(people: People) -> None:
    """Put a next version in force, by which one level is harder to reach."""
    story = told.story("newer-levels")
    if story is None:
        return
    before = published_levels(story["levels"]["competency"]).get()
    with clock_at(now() - timedelta(days=story["published_days_ago"])):
        _put_in_force(people, story["levels"], base=before.content_hash)
        deliver_all()


def _put_in_force(people: People, content: dict[str, Any], *, base: str) -> None:
    version = write_levels(
        person=people.persons["dara"],
        organisation=people.state,
        competency=Competency.objects.get(pk=content["competency"]),
        content=content,
        base=base,
    )
    review_levels(
        person=people.persons[COLLEAGUE],
        version_id=version.pk,
        seen=version.content_hash,
        verdict=FIT,
        words="",
    )
    publish_levels(person=people.persons["dara"], version_id=version.pk)


def _asks_elsewhere(content: dict[str, Any]) -> bool:
    return any("reach" in ask for each in content["levels"] for ask in each["asks"])
