"""A state's instance: PostgreSQL, Redis, and machines that deliver its jobs, each in a folder.

Run as a program in one of them, `state.py confirm PEOPLE` uploads a table of so many and confirms
it; `state.py look` tells how the batch stands. Both print JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GROUND = "They finished the course."


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
    from lapel.journey.catalogue.models import Version
    from lapel.journey.issuing import actions
    from lapel.journey.people.models import Person

    officer = Person.objects.get(email="hana-0@lapel.example")
    version = Version.objects.get(microcredential__slug="waiting-0")
    lines = "".join(f"teacher{number}@example.org\n" for number in range(people))
    data = f"email\n{lines}".encode()
    batch = actions.upload_batch(person=officer, subject=version, data=data)
    actions.confirm_batch(person=officer, batch_id=batch.pk, words=GROUND)
    return str(batch.pk)


def look() -> dict[str, Any]:
    """Tell how the only batch stands, who holds chunks, and what is still to be done now."""
    from lapel.journey.issuing.models import Batch, Chunk
    from lapel.journey.issuing.queries import waiting_entries
    from lapel.journey.record.models import Delivery
    from lapel.journey.record.queries import due_deliveries, parked_deliveries

    batch = Batch.objects.get()
    held = Chunk.objects.filter(done_at=None).exclude(held_by="")
    leased = Delivery.objects.filter(state=Delivery.State.LEASED)
    return {
        "state": batch.state,
        "issued": batch.issued,
        "holders": sorted(held.values_list("held_by", flat=True)),
        "waiting": waiting_entries().count(),
        "busy": due_deliveries().exists() or leased.exists(),
        "parked": [each.error for each in parked_deliveries()],
    }


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    django.setup()
    verbs: dict[str, Callable[..., Any]] = {"confirm": lambda n: confirm(int(n)), "look": look}
    sys.stdout.write(json.dumps(verbs[sys.argv[1]](*sys.argv[2:])) + "\n")


if __name__ == "__main__":
    main()
