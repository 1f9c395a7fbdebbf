"""The embedded runner: light work in its own process, heavy work in short-lived children.

Media, signing and PDF libraries are imported only in the children, so that an idle machine
stays small. A child runs heavy work until there is none, lingers a moment and ends.
"""

from __future__ import annotations

import logging
import os
import signal
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.ports.jobs.leases import renewing
from lapel.ports.jobs.processes import fork_worker, the_only_one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from lapel.ports.jobs import Source

log = logging.getLogger(__name__)

HOLDER = "embedded:"
PAUSE = 0.2
LINGER = 1.0


@dataclass
class EmbeddedRunner:
    """Delivers an outbox on one machine; `lock` makes sure that there is only one of it."""

    source: Source
    lock: Path
    is_wanted: Callable[[], bool] = lambda: True
    stopping: bool = False
    child: int = 0
    holder: str = field(default_factory=lambda: f"{HOLDER}{uuid.uuid4()}")

    def run(self) -> None:
        """Deliver until told to stop (SIGTERM, SIGINT) or no longer wanted."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with the_only_one(self.lock):
            # Whoever held leases before us is dead: the lock says so, its child holds it too.
            self.source.release(holder_prefix=HOLDER)
            try:
                self._deliver_until_stopped()
            finally:
                self._end_child()

    def _deliver_until_stopped(self) -> None:
        while not self.stopping and self.is_wanted():
            busy = self._deliver_one(heavy=False)
            self._mind_child()
            if not busy:
                time.sleep(PAUSE)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _deliver_one(self, *, heavy: bool) -> bool:
        work = self.source.claim(holder=self.holder, heavy=heavy)
        if work is None:
            return False
        self.source.deliver(work)
        return True

    def _mind_child(self) -> None:
        if self.child:
            done, status = os.waitpid(self.child, os.WNOHANG)
            if not done:
                return
            self.child = 0
            if status:
                log.warning("a child for heavy work ended with status %s", status)
                self.source.release(holder_prefix=self._heavy_holder())
        if self.source.is_due(heavy=True):
            self._start_child()

    def _heavy_holder(self) -> str:
        return f"{self.holder}:heavy"

    def _start_child(self) -> None:
        self.source.hang_up()
        parent = os.getpid()
        self.child = fork_worker(lambda: self._run_heavy(parent), name="heavy work")

    def _run_heavy(self, parent: int) -> None:
        quiet_since = time.monotonic()
        while os.getppid() == parent and time.monotonic() - quiet_since < LINGER:
            work = self.source.claim(holder=self._heavy_holder(), heavy=True)
            if work is None:
                time.sleep(PAUSE)
                continue
            with renewing(self.source, work):
                self.source.deliver(work)
            quiet_since = time.monotonic()

    def _end_child(self) -> None:
        if self.child:
            os.kill(self.child, signal.SIGTERM)
            os.waitpid(self.child, 0)
            self.child = 0
            # It was stopped by us and by no fault of its work, which keeps its attempts.
            self.source.release(holder_prefix=self._heavy_holder(), unused=True)
