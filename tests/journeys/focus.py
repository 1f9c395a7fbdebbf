"""What somebody without a mouse, or with a small window, can see and reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

MOST_STEPS = 90
# WCAG 2.2, 2.4.7 and 2.4.11: a ring shows where one is, on it or on what stands for it, and
# nothing lies over all of it.
_SEEN = """(at) => {
  const box = at.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left) + 1, Math.min(innerWidth, box.right) - 1];
  const [top, bottom] = [Math.max(0, box.top) + 1, Math.min(innerHeight, box.bottom) - 1];
  if (left > right || top > bottom) return false;
  const places = [[(left + right) / 2, (top + bottom) / 2], [left, top], [right, top],
    [left, bottom], [right, bottom]];
  return places.some(([x, y]) => { const hit = document.elementFromPoint(x, y);
    return hit && (at.contains(hit) || hit.contains(at)
      || [...(at.labels ?? [])].some((each) => each.contains(hit))); }) }"""
_STOP = """() => { const at = document.activeElement;
  // between the last stop and the first the browser's own frame has the focus
  if (at === document.body) return {said: "", id: "", name: "", ring: true, seen: true};
  const words = at.labels?.[0]?.innerText || at.getAttribute("aria-label") || at.innerText || "";
  const said = words.replace(/\\s+/g, " ");
  const ring = (each) => { const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
  // a player's controls are the browser's own, and so are their rings
  if (at.matches("audio, video")) return {said, id: at.id, name: "", ring: true, seen: true};
  const around = [at, ...(at.labels ?? []), at.closest(".swatch, .bench-level, fieldset")];
  return {said, id: at.id, name: at.name ?? "", ring: around.some((each) => each && ring(each)),
    seen: (SEEN)(at)} }""".replace("SEEN", _SEEN)
# Everything that can be used: it fits the window, and nothing lies over it once it is gone to.
_OUT_OF_REACH = """async () => { const seen = SEEN; const wrong = [];
  const shown = [...document.images].map((each) => { each.loading = "eager";
    return each.decode().catch(() => null) });
  await Promise.race([Promise.all(shown), new Promise((done) => setTimeout(done, 3000))]);
  const [root, before, scrolled] = [document.documentElement, document.activeElement, scrollY];
  const all = "a[href], button, input, select, textarea, summary, audio[controls], [tabindex='0']";
  for (const each of document.querySelectorAll(all)) {
    const small = each.offsetWidth <= 1 || each.closest(".visually-hidden, .skip");
    if (!each.checkVisibility({visibilityProperty: true}) || each.disabled || small) continue;
    each.focus();
    const box = each.getBoundingClientRect();
    const sideways = each.closest(".scroller, pre");
    if (!seen(each)) wrong.push(["covered", each]);
    else if (!sideways && (box.left < -1 || box.right > innerWidth + 1)) wrong.push(["cut", each]);
  }
  for (const each of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(each);
    const scrolls = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1
      && ["auto", "scroll"].includes(style.overflowX);
    if (scrolls && !each.matches(".scroller, pre, input, textarea, select"))
      wrong.push(["scrolls sideways", each]);
    const stays = ["fixed", "sticky"].includes(style.position) && each.checkVisibility();
    if (stays && each.offsetHeight > innerHeight / 3) wrong.push(["stays in the way", each]);
  }
  if (root.scrollWidth > root.clientWidth) wrong.push(["wider than the window", root]);
  before?.focus?.({preventScroll: true}); scrollTo(0, scrolled);
  return wrong.map(([why, each]) => `${why}: ${each.cloneNode(false).outerHTML.slice(0, 200)}`) }
""".replace("SEEN", _SEEN)


def out_of_reach(page: Page) -> list[str]:
    """List what on a page cannot be reached, is covered or cut, or makes it scroll both ways."""
    found: list[str] = page.evaluate(_OUT_OF_REACH)
    return found


def stop(page: Page) -> dict[str, Any]:
    """Tell what has the focus, which has to show that it has it."""
    found: dict[str, Any] = page.evaluate(_STOP)
    assert found["ring"], f"nothing shows that this has the focus: {found}"
    assert found["seen"], f"this has the focus and is hidden: {found}"
    return found


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if words in stop(page)["said"]:
            return
    raise AssertionError(f"{MOST_STEPS} tabs do not lead to {words!r} on {page.url}")


def press(page: Page, words: str, key: str = "Enter") -> None:
    """Go to something by Tab and use it."""
    tab_to(page, words)
    page.keyboard.press(key)


def follow(page: Page, words: str, to: str) -> None:
    """Go to something by Tab that leads to another page."""
    press(page, words)
    page.wait_for_url(re.compile(to))


def pick(page: Page, words: str, file: Path) -> None:
    """Go to a field for files by Tab and open it; choosing is the system's own dialog."""
    with page.expect_file_chooser(timeout=30_000) as chooser:
        tab_to(page, words)
        page.keyboard.press("Enter")
    chooser.value.set_files(file)


def sees(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("main")).to_contain_text(words, timeout=30_000)
