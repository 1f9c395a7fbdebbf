"""Lines that went dead: a phone that left its network in the middle of an upload never says so.

Reading from it would hold a thread for ever. The server offers no switch for it, so the first
request asks the kernel to probe every line that is accepted from then on (Linux hands a listening
socket's options down); a dead one ends with an error after about a minute.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

QUIET, BETWEEN, PROBES = 30, 10, 3


def probe_dead_lines() -> int:
    """Have the kernel probe what this process's listening sockets accept; gives their number."""
    found = 0
    for line in _sockets():
        with line:
            if not line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                continue
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, QUIET)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, BETWEEN)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, PROBES)
            found += 1
    return found


def _sockets() -> Iterator[socket.socket]:
    """Open a second handle on each TCP socket of this process."""
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if not str(entry.readlink()).startswith("socket:"):
                continue
            line = socket.socket(fileno=os.dup(int(entry.name)))
        except OSError:  # closed meanwhile
            continue
        if line.family in {socket.AF_INET, socket.AF_INET6} and line.type == socket.SOCK_STREAM:
            yield line
        else:
            line.close()


class ProbingLines:
    """A WSGI application that sees to the lines once, with its first request."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._seen_to = False

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer the request."""
        if not self._seen_to:
            self._seen_to = True
            probe_dead_lines()
        return self._application(environ, start)
