"""Our questions in Amp-up.io's QTI 3 player (MIT), which 1EdTech certified, in a real browser."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lapel.domain.microcredential import parsed_items
from lapel.domain.microcredential.qti.item import write_item
from peers.verifiers import installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from lapel.domain.microcredential import Item

pytestmark = pytest.mark.peer

CONTENT = Path(__file__).parents[2] / "content" / "items"
BEGIN = """() => new Promise((ready, no) => { setTimeout(no, 20000, "too late");
  const on = {
    notifyQti3PlayerReady: (player) => { window.player = player; ready() },
    notifyQti3ItemReady: () => window.isReady(),
    notifyQti3EndAttemptCompleted: (told) => window.isOver(told.state.outcomeVariables),
  };
  const props = { suppressAlertMessages: true, suppressInvalidResponseMessages: true };
  new Vue({ render: (h) => h(window.qti3Player, { props, on }) }).$mount("#app");
})"""
LOAD = """(xml) => new Promise((ready, no) => { setTimeout(no, 20000, "too late");
  window.isReady = ready;
  window.player.loadItemFromXml(xml, { guid: String(Math.random()), status: "interacting",
    pnp: {}, sessionControl: { show_feedback: true, validate_responses: false } });
})"""
END = """() => new Promise((over, no) => {
  setTimeout(no, 20000, "too late");
  window.isOver = over;
  window.player.endAttempt("end");
})"""


@contextmanager
def player(browser: Browser) -> Iterator[Page]:
    """The player in a page of its own that reaches nothing outside."""
    folder = installed("qti") / "node_modules"
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.set_content('<!doctype html><html lang="en"><body><div id="app"></div></body></html>')
    page.add_script_tag(path=folder / "vue" / "dist" / "vue.min.js")
    page.add_script_tag(path=folder / "qti3-item-player" / "dist" / "qti3Player.umd.min.js")
    page.evaluate(BEGIN)
    yield page
    context.close()


def one_of_each(form: str) -> tuple[str, Item]:
    """The first question of a form, with the most answers, and its competency."""
    documents = [
        parsed_items(json.loads(each.read_text(encoding="utf-8")))
        for each in sorted(CONTENT.glob("*.json"))
    ]
    found = [(each.competency, item) for each in documents for item in each.items]
    return max((each for each in found if each[1].form == form), key=lambda e: len(e[1].options))


def answered(page: Page, xml: str, text: str) -> dict[str, Any]:
    """Choose the answer with these words, and give the outcomes by name."""
    page.evaluate(LOAD, xml)
    page.get_by_role("radio").filter(has_text=text).click()
    return {each["identifier"]: each["value"] for each in page.evaluate(END)}


@pytest.mark.parametrize("form", ["best", "ordered"])
def test_each_answer_scores_its_credit_and_shows_its_reason(browser: Browser, form: str) -> None:
    """The player's own response processing and feedback; each answer in a new attempt."""
    competency, item = one_of_each(form)
    xml = write_item(item, competency, "en")
    for letter, option in zip("ABCDE", item.options, strict=False):
        with player(browser) as page:
            outcomes = answered(page, xml, option.text)
            assert (outcomes["SCORE"], outcomes["FEEDBACK"]) == (option.credit, letter)
            (said,) = page.locator(".qti-modal-feedback .qti3-player-modal.show").all_inner_texts()
            assert option.reason in said
            shown = page.locator("body").inner_text()
            assert item.vignette in shown
            assert item.question in shown
