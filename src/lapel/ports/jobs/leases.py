"""A lease held from a thread of its own while long work goes on."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lapel.ports.jobs import Source

log = logging.getLogger(__name__)

RENEW_EVERY = 15.0


class renewing:  # noqa: N801 (reads as a verb at its uses)
    """Hold a lease while the block works; what cannot be renewed now is tried again."""

    def __init__(self, source: Source, work: Any) -> None:
        self._source, self._work = source, work
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def _renew(self) -> None:
        while not self._over.wait(RENEW_EVERY):
            try:
                self._source.renew(self._work)
            except Exception as error:  # noqa: BLE001 (a database that is away for a moment)
                log.warning("a lease could not be renewed: %s", error)
                self._source.hang_up()
        self._source.hang_up()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._thread.join()
