"""Asks axe-core, the accessibility checker, about a page."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

WANTED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ASK = """async (tags) => (await axe.run(document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
})).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${
  node.any.concat(node.all, node.none).map((check) => check.message).join("; ")}`))"""


@functools.cache
def _source() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


# A colour caught half way through a transition is no fault of the page, nor is a table looked at
# before the script that watches its width is told of it: the browser tells once a frame.
_STILL = """() => Promise.race([
  (async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)));
  })(),
  new Promise((done) => setTimeout(done, 1000)),
])"""


def violations(page: Page) -> list[str]:
    """List what axe holds against the page as it stands: rule, element and reason."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_source())
    page.evaluate(f"async () => {{ await ({_STILL})(); }}")
    found: list[str] = page.evaluate(_ASK, WANTED)
    return found
