"""Two designers, and levels that they describe over plan's small catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cast import belongs
from lapel.journey.authoring import actions
from lapel.journey.authoring.models import LevelsReview, LevelsVersion
from lapel.journey.catalogue.models import Competency
from lapel.journey.people.models import Role

if TYPE_CHECKING:
    from cast import Cast
    from world import World

FIT, MEND = LevelsReview.Verdict.FIT, LevelsReview.Verdict.MEND
HELD = ["ask-more", "ask-again"]


def hold(least: int, *of: str, **more: Any) -> dict[str, Any]:
    return {"hold": least, "of": list(of), **more}


def rung(level: str, *asks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"level": level, "asks": list(asks), **more}


def levels(*rungs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a document; by default one of two for Practising, both for Leading."""
    given = rungs or (
        rung("Practising", hold(1, *HELD), words="Asks and waits."),
        rung("Leading", hold(2, *HELD, own_class=1, own_class_of=HELD), opens=["share-it"]),
    )
    return {"format": "lapel/levels@1", "levels": list(given), **more}


def written(cast: Cast, content: dict[str, Any], code: str = "T02") -> LevelsVersion:
    """Let Dara write levels on top of what stands."""
    last = LevelsVersion.objects.filter(levels__competency=code).order_by("-number").first()
    return actions.write_levels(
        person=cast.dara,
        organisation=cast.college,
        competency=Competency.objects.get(pk=code),
        content=content,
        base=last.content_hash if last else "",
    )


def colleague(cast: Cast) -> None:
    """Let Chipo design beside Dara."""
    belongs(cast.chipo, cast.college, Role.DESIGNER)


def reviewed(
    cast: Cast, version: LevelsVersion, verdict: LevelsReview.Verdict = FIT, words: str = ""
) -> LevelsVersion:
    """Let Chipo review them."""
    actions.review_levels(
        person=cast.chipo,
        version_id=version.pk,
        seen=version.content_hash,
        verdict=verdict,
        words=words,
    )
    version.refresh_from_db()
    return version


def in_force(cast: Cast, content: dict[str, Any], code: str = "T02") -> LevelsVersion:
    """Write, review and publish levels."""
    version = reviewed(cast, written(cast, content, code))
    return actions.publish_levels(person=cast.dara, version_id=version.pk)


def leave_levels(world: World) -> None:
    """Leave levels of Chipo's that Dara may review, and some that she may publish."""
    cast = world.cast
    for code, state in (("T05", "draft"), ("T07", "reviewed")):
        content = levels(rung("Proficient", hold(1, "wait-time")))
        version = written(cast, content, code)
        found = LevelsVersion.objects.filter(pk=version.pk)
        found.update(state=state, written_by=cast.chipo)
        world.put("levels version", state, version_id=version.pk)
        world.put("levels", state, code=code)
