"""The job runner's process: the outbox of the record room, delivered by the embedded engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lapel.journey.record.models import Delivery


class OutboxSource:
    """The record room's outbox, as `lapel.ports.jobs.Source` asks for it."""

    def claim(self, *, holder: str, heavy: bool) -> Delivery | None:
        """Take a due delivery under a lease."""
        from lapel.journey.record import actions

        return actions.claim(holder=holder, heavy=heavy)

    def is_due(self, *, heavy: bool) -> bool:
        """Tell whether a delivery of this weight waits."""
        from lapel.journey.record import queries

        return queries.due_deliveries(heavy=heavy).exists()

    def deliver(self, work: Delivery) -> bool:
        """Run the receiver."""
        from lapel.journey.record import actions

        return actions.deliver(work)

    def renew(self, work: Delivery) -> None:
        """Hold the lease longer."""
        from lapel.journey.record import actions

        actions.renew(work)

    def release(self, *, holder_prefix: str, unused: bool = False) -> int:
        """Offer again what the dead had taken."""
        from lapel.journey.record import actions

        return actions.release_leases_of(holder_prefix=holder_prefix, unused=unused)

    def hang_up(self) -> None:
        """Close this thread's database connections."""
        from django.db import connections

        connections.close_all()


def main() -> int:
    """Deliver jobs until the parent ends or asks us to stop; returns the exit code."""
    import django

    django.setup()
    from django.conf import settings

    from lapel.ports.jobs.embedded import EmbeddedRunner
    from lapel.ports.jobs.processes import AlreadyRunningError

    parent = os.getppid()
    lock = Path(settings.HOME) / "db" / "runner.lock"
    runner = EmbeddedRunner(OutboxSource(), lock, is_wanted=lambda: os.getppid() == parent)
    try:
        runner.run()
    except AlreadyRunningError as error:
        print(f"The job runner cannot start: {error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
