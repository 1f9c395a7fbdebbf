"""Celery 5 on Redis: what carries wakes to workers, and a worker that heeds them.

A wake says “look”, never what for. A worker claims due deliveries one by one until none is due,
so a wake that is lost, doubled or late costs nobody more than a moment.
"""

from __future__ import annotations

import logging
import os
import signal
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from celery import Celery
from celery.signals import worker_ready
from celery.worker import state

from lapel.ports.jobs.bell import PREFIX
from lapel.ports.jobs.leases import renewing

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from celery import Task

    from lapel.ports.jobs import Source

log = logging.getLogger(__name__)

TASK = "lapel.work_off"
# After so long a worker takes a new wake, so that it hears that it is to end.
A_TURN = 20.0
# Heavy libraries leave memory behind; a worker ends after so many and a fresh one takes its place.
FRESH_AFTER = 500


def queue_of(*, heavy: bool) -> str:
    """Name the queue of a weight."""
    return "heavy" if heavy else "light"


def app_at(url: str) -> Celery:
    """Give Celery with a broker at this `redis://` address, and none of its own habits."""
    app = Celery("lapel", broker=url, fixups=[], set_as_current=False)
    app.conf.update(
        broker_transport_options={"global_keyprefix": PREFIX, "socket_connect_timeout": 5},
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        accept_content=["json"],
        task_acks_late=True,
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
    )
    return app


@dataclass
class Worker:
    """One process that delivers what is due of one weight, under leases of its own name."""

    url: str
    source: Source
    heavy: bool
    holder: str
    delivered: int = 0

    def run(self) -> None:
        """Heed wakes until told to end (SIGTERM), after what is in hand."""
        # Where it runs as root; it takes nothing but JSON, and of that only a name.
        warnings.filterwarnings("ignore", module="celery.platforms")
        app = app_at(self.url)

        def work_off(task: Task) -> None:
            self.work_off(again=lambda: task.apply_async(queue=queue_of(heavy=self.heavy)))

        app.task(work_off, name=TASK, bind=True)
        program = app.Worker(
            hostname=self.holder,
            pool="solo",
            concurrency=1,
            queues=[queue_of(heavy=self.heavy)],
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        )
        worker_ready.connect(_end_quietly, weak=False)
        program.start()
        if program.exitcode:
            raise SystemExit(program.exitcode)

    def work_off(self, *, again: Callable[[], object]) -> None:
        """Deliver until nothing is due, or a turn is over; then ask for another."""
        over = time.monotonic() + A_TURN
        try:
            while state.should_stop is None and time.monotonic() < over:
                if not self._deliver_one():
                    return
        except Exception:
            # The crew then offers again at once what it held, and a fresh one takes its place.
            log.exception("a worker could not go on")
            state.should_stop = os.EX_SOFTWARE
            return
        again()

    def _deliver_one(self) -> bool:
        work = self.source.claim(holder=self.holder, heavy=self.heavy)
        if work is None:
            return False
        if self.heavy:
            with renewing(self.source, work):
                self.source.deliver(work)
        else:
            self.source.deliver(work)
        self.delivered += 1
        if self.delivered >= FRESH_AFTER:
            state.should_stop = os.EX_OK
        return True


def _end_quietly(**_given: object) -> None:
    """Take SIGTERM as Celery does, without its words on a terminal that others write to."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    state.should_stop = os.EX_OK
