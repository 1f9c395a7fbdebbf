"""Starts the child, waits within limits, and believes nothing it says without looking."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import lapel
from lapel.domain.redaction import Box, Page, Span, Track
from lapel.limits import Limits, stopped_after
from lapel.ports.redaction import (
    REASONS,
    InterruptedRedactionError,
    Look,
    Progress,
    RedactionRefused,
)
from lapel.ports.redaction.wire import (
    box_from_json,
    box_to_json,
    page_from_json,
    span_to_json,
    track_from_json,
    track_to_json,
)

Item = TypeVar("Item")
LARGEST_ANSWER = 128 * 1024 * 1024
LONGEST_LINE = 64
# so that a test run can measure what its children cover; no secret goes to a child
PASSED_ON = ("COVERAGE_", "COV_CORE_")
SECONDS = 180
# Work on a recording may take so many seconds of CPU for each of its own.
SHARE_OF_LENGTH = 6
LARGEST_VIDEO_MB = 8 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRedaction:
    """Opens every file in a process of its own that has limits, no Django and no secrets."""

    memory_mb: int = 3072
    threads: int = 2
    seconds: int = SECONDS

    def faces_in_picture(self, path: Path) -> list[Box]:
        """Give where faces are in a JPEG or PNG as it is stored, the surest first."""
        return _list(self._ask("faces", path), box_from_json)

    def tracks_in_video(self, path: Path, *, on_progress: Progress | None = None) -> list[Track]:
        """Give each face's way through a recording, with a small JPEG of each."""
        limits = self._for(path)
        return _list(
            self._ask("tracks", path, limits=limits, on_progress=on_progress), track_from_json
        )

    def words_in_pdf(self, path: Path) -> list[Page]:
        """Give the words of the first 60 pages, and where they are."""
        return _list(self._ask("words", path), page_from_json)

    def mask_picture(
        self, source: Path, target: Path, boxes: Sequence[Box], *, look: Look = "blur"
    ) -> None:
        """Write the picture with each box covered."""
        if target.suffix not in {".jpg", ".png"}:
            raise ValueError("A masked picture is written as .jpg or .png.")
        covered = [box_to_json(box) for box in boxes]
        self._ask("picture", source, target=target, boxes=covered, look=look)

    def mask_video(  # noqa: PLR0913 - what, whereto, and how
        self,
        source: Path,
        target: Path,
        tracks: Sequence[Track],
        bleeps: Sequence[Span] = (),
        *,
        mark: str = "",
        on_progress: Progress | None = None,
    ) -> None:
        """Write an mp4 with each track blurred as long as it lasts, and each span bleeped."""
        self._ask(
            "video",
            source,
            target=target,
            limits=self._for(source),
            on_progress=on_progress,
            mark=mark,
            tracks=[track_to_json(track) | {"picture": ""} for track in tracks],
            spans=[span_to_json(span) for span in bleeps],
        )

    def bleep(self, source: Path, target: Path, spans: Sequence[Span]) -> None:
        """Write a sound recording as m4a with a tone instead of each span."""
        bleeped = [span_to_json(span) for span in spans]
        self._ask("bleep", source, target=target, limits=self._for(source), spans=bleeped)

    def _for(self, path: Path) -> Limits:
        """Give what work on this recording may use: its length decides."""
        length = self._ask("length", path)
        if not isinstance(length, float | int):
            raise RedactionRefused("damaged")
        seconds = self.seconds + int(SHARE_OF_LENGTH * float(length))
        return Limits(memory_mb=self.memory_mb, seconds=seconds, file_mb=LARGEST_VIDEO_MB)

    def _ask(
        self,
        verb: str,
        path: Path,
        *,
        target: Path | None = None,
        limits: Limits | None = None,
        on_progress: Progress | None = None,
        **order: Any,
    ) -> Any:
        limits = limits or Limits(memory_mb=self.memory_mb, seconds=self.seconds)
        with tempfile.TemporaryDirectory(prefix="lapel-redaction-") as home:
            made = Path(home, f"made{target.suffix}") if target else None
            order |= {"verb": verb, "path": str(path.absolute()), "target": str(made)}
            order |= {"threads": self.threads, "limits": asdict(limits)}
            Path(home, "order.json").write_text(json.dumps(order), encoding="utf-8")
            _run(Path(home), limits.seconds, on_progress)
            answer = _answer(Path(home, "answer.json"))
            if target and made:
                _take(made, target)
            return answer


def _run(home: Path, seconds: int, on_progress: Progress | None) -> None:
    with _started(home) as child, stopped_after(child, seconds) as late:
        assert child.stdout
        _listen(child.stdout, on_progress)
        child.wait()
    if late.is_set() or child.returncode == -signal.SIGXCPU:
        raise RedactionRefused("slow")
    # no limit of ours kills, but that on a child which would not heed SIGXCPU
    if child.returncode == -signal.SIGKILL:
        raise InterruptedRedactionError("the child was killed from outside")
    if child.returncode:
        raise RedactionRefused("damaged")


def _started(home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "lapel.ports.redaction.child", str(os.getpid())],
        cwd=home,
        env=_environment(str(home)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _environment(home: str) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    return passed | {
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(lapel.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        # each of glibc's arenas reserves 64 MB of the address space we limit
        "MALLOC_ARENA_MAX": "2",
        # OpenCV's own threads are told by us; those of the mathematics under NumPy are of no use
        "OPENBLAS_NUM_THREADS": "1",
    }


def _listen(stream: IO[bytes], on_progress: Progress | None) -> None:
    highest = 0.0
    while line := stream.readline(LONGEST_LINE):
        with contextlib.suppress(ValueError):
            share = min(float(line), 1.0)
            if on_progress and share > highest:
                highest = share
                on_progress(share)


def _answer(path: Path) -> Any:
    """Read what the child left; refused where it is nothing of what we asked for."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_ANSWER:
        raise RedactionRefused("damaged")
    try:
        answer = json.loads(path.read_bytes())
    except ValueError:
        raise RedactionRefused("damaged") from None
    if isinstance(answer, dict):
        if answer.get("interrupted"):
            raise InterruptedRedactionError("ffmpeg was killed from outside")
        code = str(answer.get("refused"))
        raise RedactionRefused(code if code in REASONS else "damaged")
    return answer


def _list(answer: Any, read: Callable[[Any], Item]) -> list[Item]:
    if not isinstance(answer, list):
        raise RedactionRefused("damaged")
    try:
        return [read(each) for each in answer]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RedactionRefused("damaged") from None


def _take(made: Path, target: Path) -> None:
    """Move what was made beside its place, then into it: it appears whole or not at all."""
    if made.is_symlink() or not made.is_file() or not made.stat().st_size:
        raise RedactionRefused("damaged")
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(made, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
