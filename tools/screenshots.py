"""Take the pictures of the main pages into docs/screenshots, from a demo of its own.

Run by `make screenshots`; `--base URL` takes them from a demo that is served already.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.error import URLError

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import ARGUMENTS, CHROMIUM  # noqa: E402 (after the path that finds it)

FOLDER = ROOT / "docs" / "screenshots"
LAPEL = [str(Path(sys.executable).parent / "lapel")]
PORT = 8791
WIDTHS = {360: 760, 768: 1024, 1440: 900}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page: its name, who looks at it, where it is, and which link or button leads on."""

    name: str
    who: str
    path: str
    follow: str = ""
    press: str = ""  # where there is no such link


SHOTS = [
    Shot("front", "", "/"),
    Shot("catalogue", "", "/catalogue/"),
    Shot("microcredential", "", "/catalogue/wait-time-and-uptake/"),
    Shot("learning", "Amina", "/learning/"),
    Shot("draft", "Amina", "/evidence/", "main h2 a[href^='/evidence/']"),
    Shot("tracker", "Amina", "/evidence/", "main a[href^='/review/tracker/']"),
    Shot("portfolio", "Amina", "/sharing/"),
    Shot("assessing", "Ben", "/review/"),
    Shot(
        "workbench", "Ben", "/review/", "main a[href^='/review/assess/']", press="Take the next one"
    ),
    Shot("authoring", "Dara", "/authoring/"),
    Shot("programme", "Elif", "/insight/"),
    Shot("verify", "", "/sharing/verify/"),
]


@contextmanager
def demo() -> Iterator[str]:
    """Serve a demo of our own from a folder that goes away."""
    base = f"http://localhost:{PORT}"
    with tempfile.TemporaryDirectory(prefix="lapel-screenshots-") as home:
        environment = {**os.environ, "LAPEL_HOME": home, "LAPEL_BASE_URL": base}
        subprocess.run([*LAPEL, "demo"], check=True, env=environment, cwd=ROOT)
        server = subprocess.Popen([*LAPEL, "serve", "--port", str(PORT)], env=environment, cwd=ROOT)
        try:
            await_answer(base)
            yield base
        finally:
            server.terminate()
            server.wait(timeout=30)


def await_answer(base: str) -> None:
    """Wait until the server answers, for a minute at most."""
    for _ in range(120):
        try:
            urllib.request.urlopen(base, timeout=2).close()  # noqa: S310 (our own server)
        except (URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"Nothing answers at {base}.")


def sign_in(page: Page, who: str) -> None:
    """Become one of the demo's people with one click."""
    page.goto("/people/demo/")
    page.get_by_role("button", name=re.compile(rf"\b{who}\b")).first.click()
    page.wait_for_load_state()


def take(browser: Browser, base: str, shot: Shot) -> bool:
    """Take one page at every width in both themes; tells whether the page was there."""
    context = browser.new_context(base_url=base)
    page = context.new_page()
    if shot.who:
        sign_in(page, shot.who)
    page.goto(shot.path)
    if shot.follow and not lead_on(page, shot):
        print(f"{shot.name}: nothing to follow on {shot.path}")
        return False
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            keep(page.screenshot(), FOLDER / f"{shot.name}-{width}-{theme}.webp")
    context.close()
    print(f"{shot.name}: {len(WIDTHS) * len(THEMES)} pictures")
    return True


def lead_on(page: Page, shot: Shot) -> bool:
    """Follow the link, or else press the button; tells whether there was either."""
    link, button = page.locator(shot.follow).first, page.get_by_role("button", name=shot.press)
    if link.count():
        page.goto(link.get_attribute("href") or shot.path)
    elif shot.press and button.count():
        button.first.click()
        page.wait_for_load_state()
    else:
        return False
    return True


def keep(png: bytes, file: Path) -> None:
    """Write a picture in the small format of the docs."""
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", quality=82, method=6)


def main() -> int:
    """Take all; fails when a page was missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="address of a demo that is served already")
    parser.add_argument("names", nargs="*", help="only these")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    if options.base:
        return shoot(options.base, wanted)
    with demo() as base:
        return shoot(base, wanted)


def shoot(base: str, wanted: list[Shot]) -> int:
    """Take the wanted pages with one browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        taken = [take(browser, base, shot) for shot in wanted]
        browser.close()
    return 0 if all(taken) else 1


if __name__ == "__main__":
    raise SystemExit(main())
