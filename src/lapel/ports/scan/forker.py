"""A parent with the parsers loaded that forks a child for each order: `... forker SOCKET PARENT`.

It opens no stranger's file itself. Each child opens one, in a session of its own, with the same
limits as a child that was started afresh, and without the socket by which orders come.
"""

import gc
import json
import os
import socket
import struct
import sys
from importlib import import_module
from typing import Any, NoReturn

from lapel.limits import Limits, apply, end_with_parent
from lapel.ports.scan.child import main as obey

PARSERS = (
    *("PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.ImageOps", "PIL.ImageCms", "pi_heif"),
    *("pypdfium2", "mammoth", "nh3", "defusedxml.sax", "markdown_it", "lapel.ports.scan.sniff"),
    *(f"lapel.ports.scan.{name}" for name in ("photo", "pdf", "docx", "odt", "plain", "captions")),
)
LARGEST_ORDER = 64 * 1024
NUMBER = struct.Struct("!i")


def serve(orders: socket.socket) -> None:
    """Fork a child for each order that comes, until nobody sends any more.

    Told back are two numbers: the child's, and its exit code (minus a signal that ended it).
    """
    while True:
        order, files, _flags, _sender = socket.recv_fds(orders, LARGEST_ORDER, 1)
        if not order:
            return
        [answer] = files
        forker = os.getpid()
        child = os.fork()
        if child == 0:
            _be_the_child(json.loads(order), answer, orders, parent=forker)
        os.close(answer)
        orders.sendall(NUMBER.pack(child))
        _child, status = os.waitpid(child, 0)
        orders.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))


def _be_the_child(
    order: dict[str, Any], answer: int, orders: socket.socket, *, parent: int
) -> NoReturn:
    code = 1
    try:
        os.setsid()
        orders.close()
        os.dup2(answer, sys.stdout.fileno())
        os.close(answer)
        os.chdir(order["home"])
        os.environ.update(HOME=order["home"], TMPDIR=order["home"])
        apply(Limits(**order["limits"]), parent=parent)
        json.dump(obey(order), sys.stdout)
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def load() -> None:
    """Load what every child would load, and keep the collector from copying it into each."""
    for name in PARSERS:
        import_module(name)
    gc.freeze()


if __name__ == "__main__":
    end_with_parent(int(sys.argv[2]))
    load()
    serve(socket.socket(fileno=int(sys.argv[1])))
