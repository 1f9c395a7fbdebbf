"""A bell on Redis: whoever wrote that something is due rings, whoever dispatches hears.

It holds one stroke at most, so nothing piles up where nobody listens. Pages need no more than this
of what delivers jobs on many machines.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from lapel.ports.jobs import JobsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

log = logging.getLogger(__name__)

PREFIX = "lapel:"
DUE = f"{PREFIX}due"
# A page must not wait for a Redis that is away, nor try it again with each click.
PATIENCE = 1.0
SULK = 5.0


class Bell:
    """The bell of the instance whose Redis is at `url`; safe in many threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._ringing = self._client(PATIENCE)
        self._hearing: dict[float, redis.Redis] = {}
        self._muted_until = 0.0

    def _client(self, patience: float) -> redis.Redis:
        # once more, as a connection that lay idle may be gone
        retry = Retry(NoBackoff(), 1)
        return redis.Redis.from_url(
            self.url, socket_connect_timeout=PATIENCE, socket_timeout=patience, retry=retry
        )

    def ring(self) -> None:
        """Have somebody look; never raises."""
        if time.monotonic() < self._muted_until:
            return
        try:
            with self._ringing.pipeline(transaction=False) as both:
                both.lpush(DUE, 1)
                both.ltrim(DUE, 0, 0)
                both.execute()
        except redis.RedisError as error:
            self._muted_until = time.monotonic() + SULK
            log.warning("Redis was not told that jobs are due, which delays them: %s", error)

    def wait(self, seconds: float) -> bool:
        """Wait until it is rung, at most so long; tells whether it was. JobsError."""
        client = self._hearing_for(seconds)
        return _asked(lambda: client.brpop([DUE], timeout=seconds)) is not None

    def _hearing_for(self, seconds: float) -> redis.Redis:
        """Keep what waits, as a crew does every second and always as long."""
        if seconds not in self._hearing:
            self._hearing[seconds] = self._client(seconds + PATIENCE)
        return self._hearing[seconds]

    def waiting(self, queue: str) -> int:
        """Count the messages in a queue that nobody took. JobsError."""
        return int(_asked(lambda: self._ringing.llen(PREFIX + queue)))

    def probe(self) -> str:
        """Keep a value, get it back and take it away; says where and how fast. JobsError."""
        key, value = f"{PREFIX}probe:{secrets.token_hex(8)}", secrets.token_bytes(32)
        began = time.monotonic()
        _asked(lambda: self._ringing.set(key, value, ex=60))
        back = _asked(lambda: self._ringing.get(key))
        _asked(lambda: self._ringing.delete(key))
        if back != value:
            raise JobsError("Redis gave back another value than it was given.")
        spent = (time.monotonic() - began) * 1000
        version = _asked(lambda: self._ringing.info("server"))["redis_version"]
        return f"Redis {version} kept a value and gave it back in {spent:.1f} ms"

    def close(self) -> None:
        """Hold no connection, so that none crosses into a child process."""
        for client in (self._ringing, *self._hearing.values()):
            client.close()


class OnRedis:
    """Celery's engine as pages see it: all they do is ring."""

    is_for_many = True

    def __init__(self, bell: Bell, *, share: int) -> None:
        self.bell, self.share = bell, share

    def wake(self) -> None:
        """Ring."""
        self.bell.ring()

    def probe(self) -> str:
        """Have Redis keep a value and give it back."""
        return self.bell.probe()


def _asked(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except redis.RedisError as error:
        raise JobsError(f"Redis does not answer: {error}.") from error
