"""A crew: what one machine gives to an instance on several. It minds workers and wakes them."""

from __future__ import annotations

import logging
import os
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kombu.exceptions import OperationalError

from lapel.ports.jobs import JobsError
from lapel.ports.jobs.celery import TASK, Worker, app_at, queue_of
from lapel.ports.jobs.processes import fork_worker, the_only_one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from lapel.ports.jobs import Source
    from lapel.ports.jobs.bell import Bell

log = logging.getLogger(__name__)

SWEEP_EVERY = 1.0
# However often it is rung, the database is not asked more often than that.
BREATH = 0.05
LONGEST_PAUSE = 5.0


@dataclass
class Place:
    """A worker's place in the crew; whoever dies there is followed by another."""

    heavy: bool
    number: int
    pid: int = 0
    not_before: float = 0.0
    died: int = 0
    # What a worker held that died here is still to be offered again.
    owes: bool = False

    @property
    def name(self) -> str:
        """Name the place within the crew."""
        return f"{queue_of(heavy=self.heavy)}-{self.number}"


@dataclass
class Crew:
    """Delivers an outbox together with crews of other machines; `lock` makes it the only one here.

    `name` is the same each time on this machine, and no other machine's.
    """

    bell: Bell
    source: Source
    lock: Path
    name: str
    light: int = 1
    heavy: int = 2
    grace: float = 20.0
    is_wanted: Callable[[], bool] = lambda: True
    stopping: bool = False
    places: list[Place] = field(default_factory=list)

    def run(self) -> None:
        """Deliver until told to stop (SIGTERM, SIGINT) or no longer wanted. JobsError."""
        self.bell.probe()
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        counts = ((False, self.light), (True, self.heavy))
        self.places = [Place(heavy, n) for heavy, most in counts for n in range(1, most + 1)]
        with the_only_one(self.lock):
            # Whoever held leases of this name is dead: the lock says so, its workers hold it too.
            self.source.release(holder_prefix=self._holder())
            try:
                self._work_until_stopped()
            finally:
                self._end()

    def _work_until_stopped(self) -> None:
        while not self.stopping and self.is_wanted():
            try:
                for place in self.places:
                    self._mind(place)
                self._sweep()
                self.bell.wait(SWEEP_EVERY)
            except JobsError as error:
                self._rest(str(error))
            except Exception as error:  # noqa: BLE001 (a database that is away for a moment)
                self.source.hang_up()
                self._rest(f"{type(error).__name__}: {error}")
            time.sleep(BREATH)

    def _rest(self, why: str) -> None:
        log.warning("jobs wait: %s", why)
        time.sleep(SWEEP_EVERY)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _holder(self, place: Place | None = None) -> str:
        """Name a place's leases, or all of the crew's; none begins as another's (1 and 10)."""
        return f"celery:{self.name}:{place.name}:" if place else f"celery:{self.name}:"

    def _sweep(self) -> None:
        """Where something is due, have as many wakes wait as there are workers here for it."""
        for heavy, workers in ((False, self.light), (True, self.heavy)):
            queue = queue_of(heavy=heavy)
            if workers and self.source.is_due(heavy=heavy):
                wanted = workers - self.bell.waiting(queue)
                if wanted > 0:
                    self._wake(queue, wanted)

    def _wake(self, queue: str, times: int) -> None:
        app = app_at(self.bell.url)
        try:
            with app.connection_for_write(connect_timeout=5) as way, app.amqp.Producer(way) as post:
                for _time in range(times):
                    app.send_task(TASK, queue=queue, producer=post, retry=False)
        except OperationalError as error:  # as kombu calls whatever its transport raises
            raise JobsError(f"Redis does not answer: {error}.") from error

    def _mind(self, place: Place) -> None:
        moment = time.monotonic()
        if place.pid:
            done, status = os.waitpid(place.pid, os.WNOHANG)
            if not done:
                return
            self._note_end(place, status, moment)
        if place.owes:  # before a worker of the same name holds anything
            self.source.release(holder_prefix=self._holder(place))
            place.owes = False
        if moment >= place.not_before:
            self._start(place)

    def _note_end(self, place: Place, status: int, moment: float) -> None:
        place.pid = 0
        if not status:  # it made room for a fresh one
            place.died = 0
            return
        log.warning("worker %s ended with status %s", place.name, status)
        place.died += 1
        place.not_before = moment + min(0.1 * 2**place.died, LONGEST_PAUSE)
        place.owes = True

    def _start(self, place: Place) -> None:
        self.source.hang_up()
        self.bell.close()
        place.pid = fork_worker(lambda: self._work_at(place), name="a worker")

    def _work_at(self, place: Place) -> None:
        os.setsid()  # one Ctrl-C reaches the crew alone, which ends its workers in order
        Worker(self.bell.url, self.source, place.heavy, self._holder(place)).run()

    def _end(self) -> None:
        """Let workers finish what they have in hand, then give back what they still hold."""
        alive = [place for place in self.places if place.pid]
        for place in alive:
            os.kill(place.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        for place in alive:
            while not os.waitpid(place.pid, os.WNOHANG)[0]:
                if time.monotonic() > deadline:
                    os.kill(place.pid, signal.SIGKILL)
                    os.waitpid(place.pid, 0)
                    break
                time.sleep(BREATH)
            place.pid = 0
        try:
            # They were stopped by us and by no fault of their work, which keeps its attempts.
            self.source.release(holder_prefix=self._holder(), unused=True)
        except Exception as error:  # noqa: BLE001 (a database that is away: its leases lapse)
            log.warning("what workers held waits for its leases to lapse: %s", error)
