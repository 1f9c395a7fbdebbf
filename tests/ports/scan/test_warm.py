"""What only forked children can be asked: that they are as alone and as bound as the others."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from lapel.ports.scan import Refused, from_url, launcher, warm
from ports.documents import picture

PRETENDED = """
import os, resource, socket, sys, time
from lapel.ports.scan import forker
def obey(order):
    {body}
forker.obey = obey
forker.serve(socket.socket(fileno=int(sys.argv[1])))
"""
TELLING = """return {
        "pid": os.getpid(), "session": os.getsid(0), "parent": os.getppid(),
        "limits": [resource.getrlimit(getattr(resource, "RLIMIT_" + name))
                   for name in ("AS", "CPU", "FSIZE", "CORE")],
        "environment": dict(os.environ), "folder": os.getcwd(),
        "open": [name for name in map(int, os.listdir("/proc/self/fd")) if name > 2
                 and os.path.exists(f"/proc/self/fd/{name}") and not
                 os.readlink(f"/proc/self/fd/{name}").endswith("/fd")],
    }"""
LIMITS = {"memory_mb": 1024, "seconds": 7, "file_mb": 3}


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let every child do this instead of reading its file, as if the file had subverted it."""
    real = subprocess.Popen

    def begin(body: str) -> None:
        source = PRETENDED.replace("{body}", body)

        def start(command: list[str], **options: object) -> "subprocess.Popen[bytes]":
            return real([sys.executable, "-c", source, *command[-2:]], **options)  # type: ignore[call-overload, no-any-return]  # handed on as they came

        monkeypatch.setattr(subprocess, "Popen", start)

    return begin


@contextmanager
def nobody_left() -> Iterator[None]:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def told(tmp_path: Path) -> Any:
    order = {"verb": "identify", "path": str(tmp_path / "p"), "limits": LIMITS}
    return json.loads(launcher._run(order, 10))


def test_each_file_has_a_bound_child_of_its_own(
    tmp_path: Path, pretend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Limits (getrlimit(2)), session, folder and surroundings are those of a child begun afresh."""
    monkeypatch.setenv("LAPEL_SECRET_KEY", "hidden-from-children")
    pretend(TELLING)
    mebi = 1024 * 1024
    with nobody_left(), warm():
        first, second = told(tmp_path), told(tmp_path)
    assert first["limits"] == [[1024 * mebi] * 2, [7, 12], [3 * mebi] * 2, [0, 0]]
    assert first["pid"] != second["pid"]
    assert first["parent"] == second["parent"] != first["pid"]
    assert first["session"] == first["pid"]
    assert first["folder"] == first["environment"]["HOME"] != second["folder"]
    assert "hidden-from-children" not in first["environment"].values()
    # neither the way by which orders come nor another file's answer
    assert first["open"] == second["open"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("time.sleep(60)", "slow"),
        ("any(iter(int, 1))", "slow"),
        ("os.abort()", "damaged"),
        ("raise SystemExit(3)", "damaged"),
        ("bytearray(10**10)", "damaged"),
    ],
)
def test_whatever_happens_to_a_forked_child_is_a_refusal(
    tmp_path: Path, pretend: Any, body: str, code: str
) -> None:
    """A hang, an endless loop, a crash and a glutton are refusals, and the next one gets a turn."""
    pretend(f"\n    if order['path'].endswith('bad'): {body}\n    return {{'refused': 'svg'}}")
    # short only where it is to be reached: a busy machine may take its time over the others
    scan = from_url(f"child:?seconds={2 if code == 'slow' else 60}")
    with nobody_left(), warm():
        for name, said in (("bad", code), ("good", "svg"), ("bad", code)):
            with pytest.raises(Refused) as caught:
                scan.identify(tmp_path / name)
            assert caught.value.code == said


def test_only_the_block_forks(tmp_path: Path) -> None:
    """After it each file is opened by a process begun afresh, and the parent is gone."""
    (tmp_path / "p").write_bytes(picture())
    scan = from_url("child:")
    fresh = launcher.way.get()
    with nobody_left(), warm():
        assert launcher.way.get() is not fresh
        assert scan.identify(tmp_path / "p").family == "photo"
    assert launcher.way.get() is fresh
    assert scan.identify(tmp_path / "p").family == "photo"


def test_a_parent_that_is_killed_takes_its_child_with_it(tmp_path: Path, pretend: Any) -> None:
    """What was asked of it is an error and no refusal, so that the file is asked about again."""
    pretend("os.kill(os.getppid(), 9); time.sleep(60)")
    with warm(), nobody_left_soon(), pytest.raises(RuntimeError, match="has ended"):
        from_url("child:").identify(tmp_path / "p")


@contextmanager
def nobody_left_soon() -> Iterator[None]:
    """Wait for the kernel to end whoever lost its parent (prctl(2), PR_SET_PDEATHSIG)."""
    began = time.monotonic()
    yield
    while any("forker" in " ".join(each.info["cmdline"] or []) for each in _sleepers()):
        assert time.monotonic() - began < 60
        time.sleep(0.1)


def _sleepers() -> list[psutil.Process]:
    living = psutil.process_iter(["cmdline", "status"])
    return [each for each in living if each.info["status"] != psutil.STATUS_ZOMBIE]
