"""A stranger's web server on the loopback that answers exactly what a test tells it to."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Answer = Callable[[socket.socket], None]


class Stranger:
    """Gives each connection to `answer` after reading the request's head, which it keeps."""

    def __init__(self, answer: Answer | bytes, *, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.names: list[str | None] = []
        self._answer: Answer = answer if callable(answer) else lambda sock: sock.sendall(answer)
        self._tls = tls
        if tls:
            tls.sni_callback = lambda _sock, name, _context: self.names.append(name)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            try:
                plain, _address = self._listener.accept()
            except OSError:
                return
            with plain, contextlib.suppress(OSError):
                self._talk(plain)

    def _talk(self, plain: socket.socket) -> None:
        plain.settimeout(5)
        if not self._tls:
            self._hear_and_answer(plain)
            return
        with self._tls.wrap_socket(plain, server_side=True) as sock:
            self._hear_and_answer(sock)

    def _hear_and_answer(self, sock: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = sock.recv(4096)
            if not part:
                return
            head += part
        self.asked.append(head.decode())
        self._answer(sock)
