"""A process that works beside the one that loads the demo."""

from __future__ import annotations

import os
import signal
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from lapel.ports.jobs.processes import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable


class Aside:
    """Work in a process of its own, which ends with its parent and gives way to it.

    Database connections are not for sharing: whoever has some closes them before.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            _work_and_end(work, parent)

    def has_ended(self) -> bool:
        """Tell whether it is done; RuntimeError where it failed."""
        if self._pid:
            self._note(*os.waitpid(self._pid, os.WNOHANG))
        return not self._pid

    def finish(self) -> None:
        """Wait for its end; RuntimeError where it failed."""
        if self._pid:
            self._note(*os.waitpid(self._pid, 0))

    def stop(self) -> None:
        """End it, whatever it is doing."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0

    def _note(self, pid: int, status: int) -> None:
        if pid:
            self._pid = 0
        if status:
            raise RuntimeError("a part of the demo could not be made; see above")


def _work_and_end(work: Callable[[], None], parent: int) -> NoReturn:
    """Never return into what the parent was doing, whatever happens."""
    code = 1
    try:
        end_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one Ctrl-C is the parent's, who ends us
        # what the parent does decides how long people wait
        os.nice(5)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 (told here, as nobody above is left to tell it)
        traceback.print_exc()
    finally:
        os._exit(code)
