"""A PostgreSQL of the tests' own: made in a temporary folder, and gone with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# As `make system` installs it on Debian; elsewhere wherever the path leads.
DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the tests, so nothing waits for the disk; `doctor` is told what it is told.
QUICKLY = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=80")
SERVANTS = ("postgres", "nobody")


def programs() -> Path:
    """Find the newest PostgreSQL's programs; where there is none, the test is passed over."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = str(found[-1]) if found else shutil.which("initdb")
    if not there:
        pytest.skip("no PostgreSQL here: `make system` installs it, or apt-get install postgresql")
    return Path(there).parent


def servant() -> dict[str, Any]:
    """Say as whom it runs: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    known = {each.pw_name: each for each in pwd.getpwall()}
    who = next(known[name] for name in SERVANTS if name in known)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}


class Cluster:
    """A server on a socket in its folder; `address` is what LAPEL_DATABASE_URL takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def address(self, database: str) -> str:
        return f"postgresql://lapel@/{database}?host={self.folder}"

    def ask(self, statement: str, *, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement beside Lapel, and give its rows."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self) -> str:
        """Make an empty database and give its name."""
        self.number += 1
        name = f"lapel_{self.number}"
        self.ask(f"CREATE DATABASE {name}")
        return name


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server for the block."""
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="lapel-postgresql-"))
    whose = servant()
    if whose:
        os.chown(folder, whose["user"], whose["group"])
    data = folder / "data"
    control = [str(found / "pg_ctl"), "-D", str(data), "-w", "-s"]
    options = [f"-c {each}" for each in (*QUICKLY, f"unix_socket_directories={folder}")]
    # a socket alone: nothing on this machine's network can reach it
    options.append("-c listen_addresses=''")
    make = [str(found / "initdb"), "-D", str(data), "-U", "lapel", "-A", "trust", "-N"]
    try:
        subprocess.run(
            [*make, "-E", "UTF8", "--no-locale"], check=True, stdout=subprocess.DEVNULL, **whose
        )
        start = [*control, "-l", str(folder / "log"), "-o", " ".join(options), "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, **whose)
        try:
            yield Cluster(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **whose)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
