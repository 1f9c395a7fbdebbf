"""Starts the child, waits within limits, and believes nothing it says without looking."""

import base64
import binascii
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, BinaryIO

import lapel
from lapel.domain.similarity.pictures import Grey
from lapel.limits import Limits
from lapel.ports.scan import (
    FAMILIES,
    REASONS,
    Derivative,
    InterruptedScanError,
    Kind,
    Rebuilt,
    Refused,
)

LARGEST_ANSWER = 8 * 1024 * 1024
FILE_NAME = re.compile(r"[a-z]+(-\d+)?\.(jpg|png|html|txt|vtt)")
MEDIA_TYPES = {"image/jpeg", "image/png", "text/html", "text/plain", "text/vtt"}
# so that a test run can measure what its children cover; no secret goes to a child
PASSED_ON = ("COVERAGE_", "COV_CORE_")


@dataclasses.dataclass(frozen=True, slots=True)
class ChildScan:
    """Opens every file in a process of its own that has limits, no Django and no secrets."""

    limits: Limits

    def identify(self, path: Path) -> Kind:
        """Tell what the file is from its content alone; Refused when it is not welcome."""
        answer = self._ask("identify", path, None)
        if answer["family"] not in FAMILIES:
            raise Refused("damaged")
        return Kind(str(answer["media_type"]), answer["family"], str(answer["detail"]))

    def rebuild(self, path: Path, outdir: Path) -> Rebuilt:
        """Make derivatives in `outdir`; Refused when that cannot be done safely."""
        return _rebuilt(self._ask("rebuild", path, outdir), outdir)

    def captions(self, path: Path, outdir: Path, *, duration: float | None = None) -> Rebuilt:
        """Make captions or a transcript in `outdir`; Refused when there is nothing of the kind."""
        return _rebuilt(self._ask("captions", path, outdir, duration=duration), outdir)

    def grey(self, path: Path) -> Grey:
        """Give a picture's greys, at most 192 pixels long and 16 short, for comparing it."""
        answer = self._ask("grey", path, None)
        try:
            pixels = base64.b64decode(str(answer["pixels"]), validate=True)
            grey = Grey(int(answer["width"]), int(answer["height"]), pixels)
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Refused("damaged") from None
        if len(pixels) != grey.width * grey.height or min(grey.width, grey.height) < 1:
            raise Refused("damaged")
        return grey

    def marked(self, path: Path, words: str) -> bytes:
        """Give a JPEG or PNG with these words all over it, faint, and nothing but pixels."""
        with tempfile.TemporaryDirectory(prefix="lapel-mark-") as folder:
            answer = self._ask("mark", path, Path(folder), words=words)
            return _rebuilt(answer, Path(folder)).files[0].path.read_bytes()

    def _ask(
        self,
        verb: str,
        path: Path,
        outdir: Path | None,
        *,
        duration: float | None = None,
        words: str = "",
    ) -> dict[str, Any]:
        order = {
            "verb": verb,
            "words": words,
            "path": str(path.absolute()),
            "outdir": str(outdir.absolute()) if outdir else None,
            "duration": duration,
            "limits": dataclasses.asdict(self.limits),
        }
        if outdir:
            outdir.mkdir(parents=True, exist_ok=True)
        return _answer(_run(order, self.limits.seconds))


def _run(order: dict[str, Any], seconds: int) -> bytes:
    # a file, not a pipe: its size is limited in the child, a pipe would fill our memory
    with (
        tempfile.TemporaryDirectory(prefix="lapel-scan-") as home,
        tempfile.TemporaryFile(dir=home) as answer,
    ):
        code = way.get()(order | {"home": home}, answer, seconds)
        if code == -signal.SIGXCPU:
            raise Refused("slow")
        # no limit of ours kills, but that on a child which would not heed SIGXCPU
        if code == -signal.SIGKILL:
            raise InterruptedScanError("the child was killed from outside")
        if code:
            raise Refused("damaged")
        answer.seek(0)
        return answer.read(LARGEST_ANSWER)


def _afresh(order: dict[str, Any], answer: BinaryIO, seconds: int) -> int:
    """Obey an order in a process started for it; gives its exit code, or minus a signal."""
    with started("child", json.dumps(order), home=order["home"], stdout=answer) as child:
        try:
            return child.wait(seconds)
        except BaseException as error:
            os.killpg(child.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise Refused("slow") from None
            raise


def started(
    module: str, argument: str, *, home: str, stdout: BinaryIO | int, pass_fds: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    """Start a module of this room with no secrets, in a session and a folder of its own.

    It is told whose child it is, so that it does not outlive us.
    """
    return subprocess.Popen(
        [
            *(sys.executable, "-P", "-s", "-m", f"lapel.ports.scan.{module}"),
            *(argument, str(os.getpid())),
        ],
        cwd=home,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=pass_fds,
    )


# How an order is obeyed: (order, file for the answer, seconds) to an exit code.
way: ContextVar[Callable[[dict[str, Any], BinaryIO, int], int]] = ContextVar("way", default=_afresh)


def _environment(home: str) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
    source = str(Path(lapel.__file__).parents[1])
    return passed | {
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTHONPATH": source,
        "PYTHONDONTWRITEBYTECODE": "1",
        # each of glibc's arenas reserves 64 MB of the address space we limit
        "MALLOC_ARENA_MAX": "2",
    }


def _answer(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        raise Refused("damaged") from None
    if not isinstance(answer, dict):
        raise Refused("damaged")
    if "refused" in answer:
        raise Refused(answer["refused"] if answer["refused"] in REASONS else "damaged")
    return answer


def _rebuilt(answer: dict[str, Any], outdir: Path) -> Rebuilt:
    files = tuple(_derivative(entry, outdir) for entry in answer["files"])
    return Rebuilt(files, answer["text"], tuple(map(str, answer["notes"])))


def _derivative(entry: dict[str, Any], outdir: Path) -> Derivative:
    """Check what a subverted child could have turned against us: paths, links, types."""
    path = outdir / str(entry["path"])
    if not FILE_NAME.fullmatch(str(entry["path"])) or entry["media_type"] not in MEDIA_TYPES:
        raise Refused("damaged")
    if path.is_symlink() or not path.is_file():
        raise Refused("damaged")
    return Derivative(**(entry | {"path": path}))
