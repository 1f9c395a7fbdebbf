"""What daily sessions will show of a draft, and what weighs too much in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from documents import FRAMEWORK, document
from lapel.journey.authoring.models import DocumentDraft
from lapel.journey.catalogue.actions import load_framework

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

BODY = (
    "Before all.\n\n## The first silence\n\nWait three seconds.\n\n## The second\n\nWait again.\n"
)


@pytest.fixture
def dara(cast: Cast, client: Client) -> Client:
    """Sign Dara in, with the small framework loaded."""
    load_framework(items=FRAMEWORK)
    client.force_login(cast.dara)
    return client


def segment(key: str, heading: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "heading": heading, "minutes": 5, "element_interactivity": 3, **more}


def module(**more: Any) -> dict[str, Any]:
    """Give a module of two segments, with a card."""
    criterion = document()["rubric"][0]["key"]
    card = {"key": "wait", "criterion": criterion, "front": "How long?", "back": "Three seconds."}
    return {
        "key": "silences",
        "title": "Two silences",
        "kind": "article",
        "minutes": 12,
        "body": BODY,
        "segments": [segment("one", "The first silence"), segment("two", "The second")],
        "cards": [card],
        **more,
    }


def previewed(client: Client, *modules: dict[str, Any]) -> str:
    """Give the words of the preview's part on daily sessions; empty where it has none."""
    client.post("/authoring/import/", {"text": json.dumps(document(modules=list(modules)))})
    draft = DocumentDraft.objects.latest("changed_at")
    page = client.get(f"/authoring/{draft.id}/preview/").content.decode()
    _before, _mark, rest = page.partition('<section aria-labelledby="sessions"')
    return " ".join(re.sub(r"<[^>]*>", " ", rest.partition("<aside")[0]).split())


def test_a_designer_reads_segments_and_cards_as_a_session_shows_them(dara: Client) -> None:
    """The example stands first, the heading once, the task last; the card with its criterion."""
    cut = module()
    cut["segments"][0] |= {"worked_example": "She counts.", "task": "Count in your class."}
    told = previewed(dara, cut)
    assert "2 segments · 1 card · 10 minutes" in told
    places = [told.index(each) for each in ("She counts.", "Wait three", "Count in your class.")]
    assert places == sorted(places)
    assert told.count("The second") == 1
    assert "Before all." in told
    assert "How long? Three seconds. For the criterion:" in told
    assert "piece of advice" not in told


def test_overload_stands_beside_the_segment_or_card_that_is_too_much(dara: Client) -> None:
    """Much to hold together wants a worked example (Chen, Kalyuga & Sweller 2015)."""
    heavy = module()
    heavy["segments"][0] |= {"element_interactivity": 8, "minutes": 14}
    heavy["segments"][1].pop("element_interactivity")
    heavy["cards"][0]["back"] = "word " * 50
    told = previewed(dara, heavy)
    assert "much to hold together" in told
    assert "asks to hold much together (8 of 9) and shows no worked example." in told
    assert "takes 14 minutes; a daily session has about nine." in told
    assert "take 19 minutes, and the module says it takes 12." in told
    assert "how much has to be held together is not said" in told
    assert "has a side of 50 words" in told
    assert "5 pieces of advice" in told


def test_a_module_that_nobody_cut_says_what_a_session_does_with_it(dara: Client) -> None:
    """Without segments and cards it is read as a whole and nothing of it comes back."""
    told = previewed(dara, module(segments=[], cards=[]))
    assert "Nobody has cut it into segments" in told
    assert "nothing of it comes back" in told
    assert "0 segments · 0 cards" in told


def test_without_modules_there_is_nothing_of_sessions_to_show(dara: Client) -> None:
    """The preview leads to nothing that is not there."""
    assert previewed(dara) == ""
