"""Print what issuing a batch costs: CPU of all processes, clock, disk and memory, on SQLite.

It fills an instance of its own with one micro-credential of the demo, uploads a table of people
who have no account, confirms it as an officer, and issues it with two processes that sign. Then it
runs the log's sequencer over the entries, and anchors the audit chain: status, log and audit are
all there. Run: python tests/performance/bench_issuing.py [COUNT]; 5,000 by default.

With LAPEL_DATABASE_URL (an empty database) it does so there. With LAPEL_JOBS_URL=celery+redis://…
it starts LAPEL_BENCH_MACHINES (2) crews of two heavy workers each, which share the batch; what
PostgreSQL and Redis use themselves is not in the table.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

WORKERS = 2
MACHINES = int(os.environ.get("LAPEL_BENCH_MACHINES", "2"))
GROUND = "They finished the course of 2025."


@dataclass(frozen=True)
class Spent:
    """Seconds of CPU, of this process and of those that ended under it; seconds by the clock."""

    here: float
    beside: float
    clock: float

    @classmethod
    def now(cls) -> Spent:
        own, theirs = (
            resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        here, beside = (each.ru_utime + each.ru_stime for each in (own, theirs))
        return cls(here, beside, time.monotonic())

    def row(self, name: str, count: int) -> None:
        """Print a line of the table: what was spent since, and awards a second by the clock."""
        then = Spent.now()
        here, beside = then.here - self.here, then.beside - self.beside
        clock = then.clock - self.clock
        each = (here + beside) / count * 1000
        parts = [
            f"{here:.1f}",
            f"{beside:.1f}",
            f"{each:.3f}",
            f"{clock:.1f}",
            f"{count / clock:.0f}",
        ]
        print(f"| {' | '.join([name, *parts])} |", flush=True)


def timed(name: str, count: int, act: Callable[[], Any]) -> Any:
    """Do something and print its line."""
    began = Spent.now()
    result = act()
    began.row(name, count)
    return result


def peak() -> str:
    """Give the largest memory that this process and the largest one under it took, in MB."""
    own, theirs = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"{own} MB in the process that writes, {theirs} MB in one that signs"


def filled() -> tuple[Any, Any]:
    """Make tables, an organisation with an officer, and one micro-credential of the demo."""
    from lapel.doors.cli.prepare import prepare

    prepare()
    from lapel.doors.cli.demo import told
    from lapel.doors.cli.demo.library import load_competencies
    from lapel.journey.catalogue.actions import publish_version
    from lapel.journey.people.actions import found_organisation, grant_role, open_account

    college = found_organisation(
        person=None, slug="college", name="College", kind="programme", zone="UTC"
    )
    officer = open_account(email="officer@example.org", name="Officer")
    for role in ("issuer_officer", "designer"):
        grant_role(person=None, to=officer, organisation=college, role=role)
    load_competencies()
    content = next(iter(told.documents("microcredentials")))
    return officer, publish_version(person=officer, organisation=college, content=content)


def by_crews(batch_id: UUID) -> None:
    """Have crews issue a confirmed batch, each as on a machine of its own, and end them."""
    from lapel.journey.issuing.models import Batch
    from lapel.journey.issuing.queries import waiting_entries

    crews = [_crew(number) for number in range(MACHINES)]
    try:
        while not Batch.objects.filter(pk=batch_id, state=Batch.State.DONE).exists():
            time.sleep(0.2)
            assert all(crew.poll() is None for crew in crews)
        while waiting_entries().exists():
            time.sleep(0.2)
    finally:
        for crew in crews:
            crew.terminate()
        for crew in crews:
            crew.wait()


def _crew(number: int) -> subprocess.Popen[bytes]:
    from django.conf import settings

    home = Path(os.environ["LAPEL_HOME"]) / f"machine-{number}"
    home.mkdir()
    # Homes differ, as on machines; what they share does not.
    shared = {"LAPEL_STORAGE_URL": settings.STORAGE_URL, "LAPEL_KEYS_URL": settings.KEYS_URL}
    shared |= {"LAPEL_DATABASE_URL": os.environ["LAPEL_DATABASE_URL"]}
    words = [sys.executable, "-m", "lapel.doors.cli.main", "work", "--heavy", str(WORKERS)]
    return subprocess.Popen(words, env={**os.environ, **shared, "LAPEL_HOME": str(home)})


def measure(count: int) -> None:
    """Issue so many awards and print the table."""
    officer, version = filled()
    from lapel.journey.issuing import actions
    from lapel.journey.issuing.models import Award
    from lapel.journey.record.actions import anchor_heads
    from lapel.journey.record.events import engine

    lines = "".join(f"Teacher {number},teacher{number}@example.org\n" for number in range(count))
    data = f"name,email\n{lines}".encode()
    signing = MACHINES * WORKERS if engine().is_for_many else WORKERS
    print(f"{count} awards of “{version.title}”, {signing} processes that sign\n")
    print("| step | CPU s, writing | CPU s, signing | CPU ms an award | s | awards a second |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    began, written = Spent.now(), bytes_written()
    batch = timed(
        "upload, each line checked",
        count,
        lambda: actions.upload_batch(person=officer, subject=version, data=data),
    )
    actions.confirm_batch(person=officer, batch_id=batch.pk, words=GROUND)
    if engine().is_for_many:
        timed("issue by crews, and enter in the log", count, lambda: by_crews(batch.pk))
        batch.refresh_from_db()
    else:
        batch = timed(
            "issue: sign, places, rows, audit, log's queue",
            count,
            lambda: actions.issue_batch(batch_id=batch.pk, workers=WORKERS),
        )
    timed("enter in the log, tiles and checkpoint", count, actions.sequence_log)
    timed("anchor the audit chain", count, anchor_heads)
    began.row("all", count)
    written = bytes_written() - written
    public = Award.objects.filter(included_at__isnull=False).count()
    size = bytes_of_database()
    print(f"\n{batch.issued} were issued, {public} are public. Memory at most: {peak()}.")
    print(
        f"The database takes {size / count:.0f} bytes an award; {written / count:.0f} were written."
    )


def bytes_of_database() -> int:
    """Give what the database takes on its disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(connection.settings_dict["NAME"]).stat().st_size


def bytes_written() -> int:
    """Give what this process wrote to disks, as Linux counts it; none elsewhere."""
    told = Path("/proc/self/io")
    lines = told.read_text().splitlines() if told.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    home = tempfile.mkdtemp(prefix="lapel-bench-", dir=os.environ.get("LAPEL_BENCH_DIR"))
    os.environ.update(LAPEL_HOME=home, LAPEL_INSTANCE="demo")
    os.environ.setdefault("LAPEL_DATABASE_URL", f"sqlite://{home}/db/lapel.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    try:
        measure(int(sys.argv[1]) if sys.argv[1:] else 5000)
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
