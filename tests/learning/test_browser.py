"""Modules in a real browser: checks answer in place, a video goes on where it stopped."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from axe import violations
from browser import overflow, sign_in
from documents import publish
from lapel.journey.learning.actions import enrol, keep_media
from lapel.journey.learning.models import CheckAnswer, Enrolment, ModuleProgress

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast

pytestmark = pytest.mark.journey
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:08.000\nShe waits.\n"


@pytest.fixture
def hers(live_server: LiveServer, cast: Cast) -> Enrolment:
    """Put Amina on a micro-credential."""
    return enrol(person=cast.amina, version=publish(cast), organisation=cast.school)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Draw eight seconds of a video."""
    path = tmp_path / "film.mp4"
    pattern = ["-f", "lavfi", "-i", "testsrc=size=160x90:rate=5:duration=8"]
    encode = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(path)]
    subprocess.run([get_ffmpeg_exe(), "-loglevel", "error", *pattern, *encode], check=True)
    return path


def test_a_check_answers_in_place_by_keyboard(
    phone: Page, live_server: LiveServer, cast: Cast, hers: Enrolment
) -> None:
    """The feedback comes without a new page, at 360 pixels, and nothing is held against it."""
    sign_in(phone, live_server, cast.amina)
    phone.goto(f"/learning/{hers.id}/modules/try-it/")
    phone.evaluate("window.samePage = true")
    phone.get_by_label("One second").focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.get_by_text("Yes, or longer.").wait_for()
    assert phone.evaluate("window.samePage") is True
    assert phone.get_by_label("Three seconds").is_checked()
    assert CheckAnswer.objects.get().option == 1
    assert violations(phone) == []
    assert overflow(phone) == 0


def test_a_video_goes_on_where_she_stopped(
    page: Page, live_server: LiveServer, cast: Cast, hers: Enrolment, film: Path
) -> None:
    """Leaving the page keeps the place; the next visit begins there, with captions and speed."""
    with film.open("rb") as content:
        keep_media(person=cast.dara, key="media/wait-time-a-lesson.mp4", content=content)
    words = film.with_suffix(".vtt")
    words.write_bytes(CAPTIONS)
    with words.open("rb") as content:
        keep_media(person=cast.dara, key="media/wait-time-a-lesson.vtt", content=content)
    sign_in(page, live_server, cast.amina)
    address = f"/learning/{hers.id}/modules/a-lesson/"
    page.goto(address)
    page.get_by_label("Speed").wait_for()
    with page.expect_response(lambda reply: reply.url.endswith("/position/")) as kept:
        page.evaluate("""async () => {
            const video = document.querySelector("video");
            if (video.readyState < 1) await new Promise((r) => (video.onloadedmetadata = r));
            await new Promise((r) => { video.onseeked = r; video.currentTime = 2.2; });
            video.dispatchEvent(new Event("pause"));
        }""")
    assert kept.value.status == 204
    assert ModuleProgress.objects.get().position == 2
    page.goto(address)
    place = page.evaluate("""async () => {
        const video = document.querySelector("video");
        if (video.currentTime < 1) await new Promise((r) => (video.onseeked = r));
        return video.currentTime;
    }""")
    assert place == pytest.approx(2, abs=0.3)
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
    assert violations(page) == []
