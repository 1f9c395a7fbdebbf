"""What only the store in a folder can be asked."""

import fcntl
import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lapel.ports.storage import BusyError
from lapel.ports.storage.files import FileStorage


def test_bytes_are_on_the_disk_before_they_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each report of a durable size comes right after an fsync, and never without one."""
    happened: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        happened.append("fsync")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    store = FileStorage(tmp_path, sync_every=2)
    happened.clear()
    store.append("up", 0, [b"ab", b"cd"], on_durable=lambda size: happened.append(f"told {size}"))
    told = [place for place, event in enumerate(happened) if event.startswith("told")]
    assert len(told) == 3
    assert all(happened[place - 1] == "fsync" for place in told)


def test_a_killed_writer_leaves_every_reported_byte(tmp_path: Path) -> None:
    """After kill -9 in the middle of an append the staged file holds at least what was told."""
    script = textwrap.dedent(
        """
        import itertools, sys
        from pathlib import Path
        from lapel.ports.storage.files import FileStorage
        store = FileStorage(Path(sys.argv[1]), sync_every=4096)
        chunks = (b"x" * 1000 for _ in itertools.count())
        store.append("up", 0, chunks, on_durable=lambda size: print(size, flush=True))
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline()) for _ in range(5)]
        child.send_signal(signal.SIGKILL)
    store = FileStorage(tmp_path)
    assert store.staged_size("up") >= told[-1] > 0
    assert store.append("up", told[-1], [b"end"]) == told[-1] + 3


def test_memory_stays_flat_while_a_large_upload_grows(tmp_path: Path) -> None:
    """300 MB staged and finished cost this process less than 16 MB."""
    store = FileStorage(tmp_path)
    chunk = b"\0" * 1024 * 1024
    process = psutil.Process()
    before = process.memory_info().rss
    peaks: list[int] = []

    def chunks() -> Iterator[bytes]:
        for _ in range(300):
            peaks.append(process.memory_info().rss)
            yield chunk

    store.append("up", 0, chunks())
    assert store.finish("up", "k").size == 300 * 1024 * 1024
    assert max([*peaks, process.memory_info().rss]) - before < 16 * 1024 * 1024
    store.delete("k")


def test_a_leftover_of_a_killed_put_is_no_key(tmp_path: Path) -> None:
    """The temporary file of a put that was killed never shows up as a blob."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".0011aabb.part").write_bytes(b"half")
    assert list(FileStorage(tmp_path).keys()) == []


def test_a_folder_is_no_blob(tmp_path: Path) -> None:
    """A key that names a folder of other keys holds nothing itself."""
    store = FileStorage(tmp_path)
    store.append("x", 0, [b"1"])
    store.finish("x", "a/b")
    assert not store.exists("a")
    assert list(store.keys()) == ["a/b"]
    store.delete("a/b/c")
    assert store.exists("a/b")


def test_a_late_writer_cannot_reach_into_a_finished_blob(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that opened the staged file before it was finished is turned away afterwards."""
    store = FileStorage(tmp_path)
    store.append("up", 0, [b"whole"])
    real = fcntl.flock

    def finish_in_between(file: object, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        FileStorage(tmp_path).finish("up", "k")
        real(file, how)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(fcntl, "flock", finish_in_between)
    with pytest.raises(BusyError):
        store.append("up", 0, [b"x"])
    assert b"".join(store.open("k")) == b"whole"


def test_tidying_removes_what_a_killed_write_left_an_hour_ago(tmp_path: Path) -> None:
    """What is being written now stays, and so does every blob."""
    store = FileStorage(tmp_path)
    store.put("a/b", io.BytesIO(b"whole"))
    old, new = tmp_path / "a" / ".old.part", tmp_path / "a" / ".new.part"
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    assert store.tidy() == 1
    assert not old.exists()
    assert new.exists()
    assert list(store.keys()) == ["a/b"]
