"""The player of recordings: as fast as whoever listens wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

# As pages have it (files/shown.html), on a page that has the shell's import map.
WITH_A_PLAYER = """async (address) => {
  const player = document.createElement("audio");
  player.controls = true;
  player.dataset.player = "";
  player.dataset.speed = "Speed";
  document.querySelector("main").append(player);
  await import(address);
}"""


def test_a_recording_plays_at_the_speed_that_was_chosen_also_the_next_time(page: Page) -> None:
    """An assessor who listens at one and a half times does not choose it for each recording."""
    for first in (True, False):
        page.goto("/")
        page.evaluate(WITH_A_PLAYER, "/static/files/player.js")
        speed = page.get_by_label("Speed")
        expect(speed).to_have_value("1" if first else "1.5")
        speed.select_option("1.5")
        assert page.locator("audio").evaluate("each => each.playbackRate") == 1.5
    speed.select_option("1")
    assert page.locator("audio").evaluate("each => each.playbackRate") == 1
