"""Two designers and the words of a question, as their forms send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cast import belongs
from diagnosis.asking import fill_bank, question
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.bank_review import review_wording
from lapel.journey.diagnosis.actions.bank_write import write_question
from lapel.journey.diagnosis.models import ItemReview, ItemVersion, ReviewRequest
from lapel.journey.people.models import Role
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from cast import Cast
    from world import World

FIT, MEND = ItemReview.Verdict.FIT, ItemReview.Verdict.MEND
KEY = "a-new-one"


def furnish(cast: Cast) -> None:
    """Fill the bank, and let Chipo design beside Dara."""
    fill_bank(cast)
    belongs(cast.chipo, cast.college, Role.DESIGNER)


def content(**change: Any) -> dict[str, Any]:
    """Give a sound question."""
    found = question("T01", 8) | {"key": KEY, "about": "waiting after a question"}
    return {**found, **change}


def draft(cast: Cast, competency: str = "T01", **change: Any) -> ItemVersion:
    """Let Dara write a question."""
    return write_question(
        person=cast.dara,
        organisation=cast.college,
        competency=Competency.objects.get(pk=competency),
        language="en",
        content=content(**change),
    )


def reviewed(cast: Cast, **change: Any) -> ItemVersion:
    """Let Dara write a question, and Chipo find it fit."""
    version = draft(cast, **change)
    review(cast, version)
    version.refresh_from_db()
    return version


def review(
    cast: Cast, version: ItemVersion, verdict: ItemReview.Verdict = FIT, words: str = ""
) -> ItemReview:
    """Let Chipo review a wording."""
    return review_wording(
        person=cast.chipo,
        version_id=version.pk,
        seen=version.content_hash,
        verdict=verdict,
        words=words,
    )


def fields(content: dict[str, Any], **more: str) -> dict[str, str]:
    """Give a question as the form sends it."""
    told = {name: content[name] for name in ("about", "vignette", "question", "form")}
    told |= {"band": str(content["band"]), "band_reason": content["band_reason"]}
    told |= content["source"]
    for number, option in enumerate(content["options"], 1):
        told |= {f"{name}{number}": str(value) for name, value in option.items()}
    return {**told, **more}


def leave_questions(world: World) -> None:
    """Leave a draft and a reviewed wording, which a colleague wrote, so that Dara may review."""
    cast = world.cast
    for state in ("draft", "reviewed"):
        about = {"key": f"a-{state}", "about": f"a wording that is {state}"}
        version = draft(cast, "T07", **about)
        found = ItemVersion.objects.filter(pk=version.pk)
        found.update(state=state, written_by=cast.chipo)
        world.put("wording", state, version_id=version.pk)
        world.put("question", state, item_id=version.item_id)
    request = ReviewRequest.objects.create(
        version=version, asked_by=cast.dara, asked_of=cast.chipo, at=now()
    )
    world.put("asked review", "open", request_id=request.pk)
