"""A state's instance: PostgreSQL, Redis, and machines that deliver its jobs, each in a folder.

Run as a program in one of them (`state.py PEOPLE`) it uploads a table of so many and confirms it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from pathlib import Path

    from scale.cluster import Cluster

GROUND = "They finished the course."
CHUNK = 250


@dataclass
class Machine:
    """A machine with jobs; `name` stands in the leases of its workers."""

    home: Path
    environment: dict[str, str]
    words: tuple[str, ...] = ("--light", "1", "--heavy", "1", "--grace", "10")
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def name(self) -> str:
        from lapel.ports.jobs.processes import machine_name

        return machine_name(self.home)

    def start(self) -> None:
        self.home.mkdir(exist_ok=True)
        with (self.home / "work.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lapel.doors.cli.main", "work", *self.words],
                env={**self.environment, "LAPEL_HOME": str(self.home)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def below(self) -> list[psutil.Process]:
        """Give its workers and whatever they began."""
        assert self.process
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def kill(self) -> None:
        """Pull its plug."""
        assert self.process
        every = self.below()
        self.process.send_signal(signal.SIGKILL)
        for each in every:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(every, timeout=20)
        self.process.wait(20)

    def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(60)

    def said(self) -> str:
        return (self.home / "work.log").read_text(errors="replace")


def told(machine: Machine, script: Path, *words: str) -> Any:
    """Run a program in a machine's folder, and give the JSON it prints last."""
    done = subprocess.run(
        [sys.executable, str(script), *words],
        env={**machine.environment, "LAPEL_HOME": str(machine.home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def confirm(people: int) -> str:
    """Upload a table and confirm it, as the officer of the crash tests' scene does on pages."""
    from lapel.journey.catalogue.models import Stack, Version
    from lapel.journey.issuing import actions
    from lapel.journey.people.models import Person

    upload = import_module("lapel.journey.issuing.actions.upload_batch")
    upload.A_CHUNK = CHUNK  # type: ignore[attr-defined]  # enough of them for all machines
    Stack.objects.all().delete()  # or as many more awards would follow, one by one
    officer = Person.objects.get(email="hana-0@lapel.example")
    version = Version.objects.get(microcredential__slug="waiting-0")
    lines = "".join(f"teacher{number}@example.org\n" for number in range(people))
    data = f"email\n{lines}".encode()
    batch = actions.upload_batch(person=officer, subject=version, data=data)
    actions.confirm_batch(person=officer, batch_id=batch.pk, words=GROUND)
    return str(batch.pk)


@dataclass
class State:
    """What the database says, asked beside Lapel."""

    cluster: Cluster
    database: str

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return self.cluster.ask(statement, database=self.database)

    def holder(self, machines: list[Machine]) -> Machine | None:
        """Find a machine that holds a chunk."""
        held = "SELECT held_by FROM issuing_chunk WHERE done_at IS NULL AND held_by <> ''"
        names = [row[0] for row in self.ask(held)]
        return next(
            (each for each in machines for name in names if name.startswith(each.name)), None
        )

    def is_quiet(self) -> bool:
        """Tell whether the batch is issued and in the log; letters may trail behind."""
        assert self.ask("SELECT error FROM record_delivery WHERE state = 'parked'") == []
        left = "SELECT 1 FROM issuing_batch WHERE state <> 'done'"
        waits = "SELECT 1 FROM issuing_logentry WHERE position IS NULL"
        jobs = "SELECT 1 FROM record_delivery WHERE receiver LIKE 'issuing.%'"
        due = f"{jobs} AND (state = 'leased' OR state = 'waiting' AND due_at < now())"
        return not any(self.ask(each) for each in (left, waits, due))

    def shares(self) -> int:
        """Count the machines that issued a chunk."""
        return int(
            self.ask("SELECT count(DISTINCT split_part(held_by, ':', 1)) FROM issuing_chunk")[0][0]
        )


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    django.setup()
    sys.stdout.write(json.dumps(confirm(int(sys.argv[1]))) + "\n")


if __name__ == "__main__":
    main()
