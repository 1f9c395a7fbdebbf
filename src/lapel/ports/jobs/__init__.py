"""Jobs: what delivers the outbox; the embedded runner on one machine.

The outbox is the truth and knows leases, retries and parking; an engine only decides where and
when a claimed delivery runs. `Source` is what an engine needs of the outbox.
"""

from __future__ import annotations

from typing import Any, Protocol


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
