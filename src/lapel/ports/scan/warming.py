"""Children forked from one parent that has the parsers loaded, for many files of our own."""

import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

from lapel.ports.scan import Refused
from lapel.ports.scan.forker import NUMBER
from lapel.ports.scan.launcher import started, way

LONGEST_LOADING = 60.0


@contextmanager
def forking() -> Iterator[None]:
    """Let orders given within the block be obeyed by forked children."""
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryDirectory(prefix="lapel-scan-") as home:
        with theirs:
            number = theirs.fileno()
            parent = started(
                "forker", str(number), home=home, stdout=subprocess.DEVNULL, pass_fds=(number,)
            )
        token = way.set(_Forker(ours))
        try:
            yield
        finally:
            way.reset(token)
            parent.kill()
            parent.wait()


class _Forker:
    """Orders one child after another of the parent at the other end of a socket."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders

    def __call__(self, order: dict[str, Any], answer: BinaryIO, seconds: int) -> int:
        """Obey an order in a forked child; gives its exit code, or minus a signal."""
        try:
            return self._obeyed(order, answer, seconds)
        except ConnectionError:
            raise RuntimeError("the parent of the children that read files has ended") from None

    def _obeyed(self, order: dict[str, Any], answer: BinaryIO, seconds: int) -> int:
        self._orders.settimeout(LONGEST_LOADING)
        socket.send_fds(self._orders, [json.dumps(order).encode()], [answer.fileno()])
        child = self._number()
        self._orders.settimeout(seconds)
        try:
            return self._number()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            self._orders.settimeout(LONGEST_LOADING)
            self._number()
            raise Refused("slow") from None

    def _number(self) -> int:
        told = self._orders.recv(NUMBER.size)
        if len(told) != NUMBER.size:
            raise ConnectionResetError
        number: int = NUMBER.unpack(told)[0]
        return number
