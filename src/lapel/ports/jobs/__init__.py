"""Jobs: what delivers the outbox; a runner on one machine, or Celery and Redis on many.

The outbox is the truth and knows leases, retries and parking; an engine only decides where and
when a claimed delivery runs. `Source` is what an engine needs of the outbox.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

MOST_SHARE = 64


class Source(Protocol):
    """An outbox as an engine sees it."""

    def claim(self, *, holder: str, heavy: bool) -> Any | None:
        """Take a due piece of work under a lease, or None where there is none."""

    def is_due(self, *, heavy: bool) -> bool:
        """Tell whether work of this weight waits."""

    def deliver(self, work: Any) -> bool:
        """Run it and acknowledge; on failure keep the error and offer it later. Never raises."""

    def renew(self, work: Any) -> None:
        """Hold its lease longer."""

    def release(self, *, holder_prefix: str, unused: bool = False) -> int:
        """Offer again at once what holders whose name begins so had taken.

        `unused`: the attempt does not count, because it was stopped from outside.
        """

    def hang_up(self) -> None:
        """Close connections that must not cross into a child process."""


class Engine(Protocol):
    """What the settings chose to deliver with.

    `is_for_many` machines or one; `share` is how many workers may do one large piece of work
    together.
    """

    is_for_many: bool
    share: int

    def wake(self) -> None:
        """Say that work is due now; never raises, and costs at most a moment.

        It may be said in vain or go unheard: what is due is found without it too.
        """

    def probe(self) -> str:
        """Prove by a round trip what it rests on, and say so in a sentence; JobsError."""


class JobsError(Exception):
    """The engine cannot be used; the message is a plain sentence without secrets."""


class Embedded:
    """The runner on one machine, which looks for itself and needs no word."""

    is_for_many = False
    share = 1

    def wake(self) -> None:
        """Do nothing: the runner looks five times a second."""

    def probe(self) -> str:
        """Rest on nothing but the database."""
        return "jobs rest on the database alone"


def from_url(url: str) -> Engine:
    """Give the engine; ValueError says what an address may be, JobsError what is missing.

    `embedded:`, or `celery+redis://[user:secret@]host[:port]/number[?share=4]` (`celery+rediss://`
    over TLS), where `share` says how many workers may issue one batch at once.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if url == "embedded:":
        return Embedded()
    share = options.pop("share", "4")
    is_redis = parts.scheme in {"celery+redis", "celery+rediss"} and parts.hostname
    if not is_redis or not parts.path.strip("/").isdigit() or options:
        raise ValueError("it must be embedded: or celery+redis://host:6379/0, with ?share= or none")
    if not share.isdigit() or not 1 <= int(share) <= MOST_SHARE:
        raise ValueError(f"share must be a whole number from 1 to {MOST_SHARE}")
    if find_spec("celery") is None or find_spec("redis") is None:
        raise JobsError(
            "Celery is not installed; "
            "`uv pip install --require-hashes -r requirements/redis.txt` brings it."
        )
    from lapel.ports.jobs.bell import Bell, OnRedis

    return OnRedis(Bell(url.partition("?")[0].removeprefix("celery+")), share=int(share))
