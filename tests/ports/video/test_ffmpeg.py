"""What only the ffmpeg child can be asked: limits, lengths, and what its words mean."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from lapel.ports.video import InterruptedVideoError, VideoRefused
from lapel.ports.video.ffmpeg import FfmpegVideo
from lapel.ports.video.probing import check, demuxer, parse
from lapel.ports.video.running import run
from ports.footage import record

SAID = """Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/x':
  Metadata:
    title           : a
                    :   Stream #0:7: Video: h264, yuv420p, 9x9, 1 fps
  Duration: {duration}, start: 0.000000, bitrate: 104 kb/s
  Stream #0:0[0x1](und): Video: hevc (Main) (hvc1 / 0x31637668), yuv420p(tv), {size}, 25 fps
"""


def parsed(duration: str = "00:00:02.50", size: str = "640x360 [SAR 1:1 DAR 16:9]") -> object:
    return check(parse(SAID.format(duration=duration, size=size)))


def test_a_child_that_runs_too_long_is_ended_and_leaves_nobody(tmp_path: Path) -> None:
    """After its seconds the child is gone, the refusal says so, and nothing was written."""
    endless = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1280x720", "-f", "null", "-"]
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.raises(VideoRefused, match="too long"):
        run(endless, seconds=0.5, memory_mb=4096)
    after = {child.pid for child in psutil.Process().children(recursive=True)}
    assert after <= before


def test_a_child_killed_from_outside_says_nothing_of_its_recording() -> None:
    """The kernel short of memory, or a restart: that is no refusal, and may be tried again."""

    others = set(psutil.Process().children(recursive=True))  # of other tests: a browser, say

    def kill(_time: float) -> None:
        for child in set(psutil.Process().children(recursive=True)) - others:
            child.kill()

    endless = ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240"]
    asked = [*endless, "-progress", "pipe:1", "-f", "null", "-"]
    with pytest.raises(InterruptedVideoError):
        run(asked, seconds=60, memory_mb=4096, on_time=kill)


def test_a_child_that_wants_too_much_memory_is_refused(tmp_path: Path) -> None:
    """An address space too small for the picture ends in a refusal, not in a crash of ours."""
    source = record(tmp_path / "p.mp4", "-c:v", "libx264", size="3840x2160", seconds=0.2)
    with pytest.raises(VideoRefused):
        FfmpegVideo(memory_mb=260).rendition(source, tmp_path / "r.mp4")
    assert not (tmp_path / "r.mp4").exists()


def test_a_child_gets_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of ffmpeg holds no setting of ours; what it runs with is read from /proc."""
    monkeypatch.setenv("LAPEL_SECRET_KEY", "hidden-from-children")
    seen: list[dict[str, str]] = []

    def look(_time: float) -> None:
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # it may end while we look
                if "ffmpeg" in child.name():
                    seen.append(child.environ())

    source = ["-re", "-f", "lavfi", "-i", "testsrc2=s=320x240:d=3"]  # as slow as it is long
    asked = ["-v", "error", *source, "-progress", "pipe:1", "-f", "null", "-"]
    run(asked, seconds=60, memory_mb=4096, on_time=look)
    assert seen
    assert all("hidden-from-children" not in value for each in seen for value in each.values())
    assert os.environ["LAPEL_SECRET_KEY"] == "hidden-from-children"


def test_words_a_file_says_about_itself_are_not_taken_for_ffmpegs() -> None:
    """A title made to look like a stream changes nothing that is measured."""
    media = parse(SAID.format(duration="00:00:02.50", size="640x360 [SAR 1:1 DAR 16:9]"))
    assert (media.width, media.height, media.video_codec) == (640, 360, "hevc")
    assert (media.duration, media.audio_codec) == (2.5, None)


@pytest.mark.parametrize(
    ("duration", "size", "reason"),
    [
        ("06:00:00.01", "640x360", "six hours"),
        ("99:00:00.00", "640x360", "six hours"),
        ("00:00:01.00", "60000x601", "36 million"),
    ],
)
def test_a_recording_beyond_measure_is_refused(duration: str, size: str, reason: str) -> None:
    """More than six hours or 36 million pixels is refused before any work."""
    with pytest.raises(VideoRefused, match=reason):
        parsed(duration, size)


def test_a_recording_within_measure_is_taken() -> None:
    """Six hours sharp, and 8K, are still taken."""
    assert parsed("06:00:00.00", "7680x4320")


@pytest.mark.parametrize(
    "head",
    [b"", b"#EXTM3U\n", b"ffconcat version 1.0", b"<?xml", b"[playlist]", b"\x89PNG\r\n", b"MZ"],
)
def test_no_demuxer_is_chosen_for_what_is_no_recording(tmp_path: Path, head: bytes) -> None:
    """Playlists, pictures and programs never reach ffmpeg."""
    (tmp_path / "p").write_bytes(head)
    with pytest.raises(VideoRefused, match="no audio or video"):
        demuxer(tmp_path / "p")


SAY_LIMITS = """
import json, os, resource
names = ("CORE", "NOFILE", "FSIZE", "CPU", "AS")
print(json.dumps({each: resource.getrlimit(getattr(resource, f"RLIMIT_{each}")) for each in names}))
print(os.nice(0))
"""


def test_a_program_begins_with_the_limits_already_on_it() -> None:
    """The child limits itself and becomes the program, which can raise none of them again."""
    words = ["512,7", sys.executable, "-c", SAY_LIMITS]
    become = f"from lapel.ports.video.child import main; main({words!r})"
    said = subprocess.run(
        [sys.executable, "-c", become], capture_output=True, text=True, check=True
    )
    limits, niceness = map(json.loads, said.stdout.splitlines())
    assert limits["CORE"] == [0, 0]
    assert limits["NOFILE"] == [256, 256]
    assert limits["FSIZE"] == [8 * 1024**3] * 2
    assert limits["CPU"] == [7, 12]
    assert limits["AS"] == [512 * 1024**2] * 2
    assert niceness == min(os.nice(0) + 10, 19)
