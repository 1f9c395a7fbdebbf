"""Uploads to a real server: sockets that close in the middle, and processes that die."""

from __future__ import annotations

import http.client
import os
import select
import socket
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from lapel.journey.files.actions.waiting import MOST_OF_ONE
from serving import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 12 * 1024 * 1024
TOKEN = "a" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    """Start one real instance for this file."""
    found = Server(tmp_path_factory.mktemp("files"))
    found.start()
    yield found
    found.stop()


class Uploader:
    """Speaks tus by hand, so that it can break off where no library would."""

    def __init__(self, server: Server, size: int) -> None:
        desk = server.feed("desk", slug=f"w-{os.urandom(4).hex()}")
        self.server = server
        self.draft, self.person = desk["draft"], desk["person"]
        self.file = server.feed("upload", draft=self.draft, size=size)
        self.headers = {
            "Host": f"127.0.0.1:{server.port}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
        }
        self.sign_in(desk["session"])

    @property
    def path(self) -> str:
        return f"/files/uploads/{self.file}/"

    def sign_in(self, session: str) -> None:
        self.headers["Cookie"] = f"sessionid={session}; csrftoken={TOKEN}"

    def ask(self) -> tuple[int, int]:
        """Give the status of a HEAD, and the offset it tells."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.request("HEAD", self.path, headers=self.headers)
        reply = connection.getresponse()
        connection.close()
        return reply.status, int(reply.headers.get("Upload-Offset", -1))

    def head(self) -> int:
        return self.ask()[1]

    def patch(self, offset: int, content: bytes) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("PATCH", self.path, content, {**self.headers, **self.piece(offset)})
        status = connection.getresponse().status
        connection.close()
        return status

    def piece(self, offset: int) -> dict[str, str]:
        return {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}

    def begin(self, offset: int, promised: int, content: bytes) -> socket.socket:
        """Promise so many bytes, send fewer, and give the open socket."""
        lines = {**self.headers, **self.piece(offset), "Content-Length": str(promised)}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line = socket.create_connection(("127.0.0.1", self.server.port))
        line.sendall(f"PATCH {self.path} HTTP/1.1\r\n{head}\r\n".encode() + content)
        return line

    def staged(self) -> int:
        """Give how many bytes lie on the server's disk, durable or not."""
        path = self.server.home / "files" / ".staging" / self.file.replace("-", "")
        return path.stat().st_size if path.exists() else 0

    def settled_offset(self, least: int) -> int:
        until(lambda: self.head() >= least)
        return self.head()


def until(true: Callable[[], Any]) -> Any:
    """Wait for something to be true, and give it."""
    deadline = time.monotonic() + 60
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found


def test_a_socket_that_closes_in_the_middle_keeps_what_arrived(server):
    """The offset after the cut is all that was sent, and the rest makes the file whole."""
    content = os.urandom(PIECE)
    uploader = Uploader(server, PIECE)
    line = uploader.begin(0, PIECE, content[: PIECE // 2])
    until(uploader.staged)
    line.close()
    offset = uploader.settled_offset(PIECE // 2)
    assert offset == PIECE // 2
    assert uploader.patch(offset, content[offset:]) == 204
    assert uploader.head() == PIECE


def test_an_upload_goes_on_after_the_server_was_killed(server):
    """What had been acknowledged before the power cut is there; the client goes on from it."""
    content = os.urandom(3 * PIECE)
    uploader = Uploader(server, 3 * PIECE)
    assert uploader.patch(0, content[:PIECE]) == 204
    line = uploader.begin(PIECE, 2 * PIECE, content[PIECE : 2 * PIECE])
    until(lambda: uploader.staged() > PIECE)
    server.kill()
    line.close()
    server.start()
    offset = uploader.head()
    assert offset >= PIECE
    assert uploader.patch(offset, content[offset:]) == 204
    assert uploader.head() == 3 * PIECE


def test_a_second_sender_is_told_to_wait(server):
    """423 while another device is in the middle of a piece (or 409 once it moved on)."""
    uploader = Uploader(server, PIECE)
    line = uploader.begin(0, PIECE, os.urandom(PIECE // 4))
    until(uploader.staged)
    assert uploader.patch(0, b"x" * 10) == 423
    line.close()


def test_one_persons_many_slow_phones_hold_up_nobody(server):
    """Four of their pieces are taken, the others are told to wait, and others send and read."""
    phone = Uploader(server, PIECE)
    lines = []
    for file in server.feed("uploads", person=phone.person, count=28, size=PIECE):
        phone.file = file
        lines.append(phone.begin(0, PIECE, b"x" * 1000))
    until(lambda: len(answered(lines)) == 28 - MOST_OF_ONE)
    heads = [line.recv(1000).lower() for line in answered(lines)]
    assert all(head.startswith(b"http/1.1 429 ") for head in heads)
    assert all(b"retry-after: 3" in head for head in heads)
    assert phone.ask()[0] == 429  # so that a client hears it before it sends
    urllib.request.urlopen(server.url, timeout=30).close()
    other = server.feed("signed_in", who="ben")
    (file,) = server.feed("uploads", person=other["person"], count=1, size=10)
    phone.sign_in(other["session"])
    mine, phone.file = phone.file, file
    assert phone.patch(0, b"0123456789") == 204
    for line in lines:
        line.close()
    phone.sign_in(server.feed("signed_in", who="amina")["session"])
    phone.file = mine
    until(lambda: phone.ask()[0] == 200)
    assert phone.patch(phone.head(), b"x" * (PIECE - phone.head())) == 204


def answered(lines: list[socket.socket]) -> list[socket.socket]:
    return select.select(lines, [], [], 0)[0]


def test_the_kernel_probes_the_line_of_a_silent_phone(server):
    """It left its network without a word; unprobed it would hold a thread for ever."""
    urllib.request.urlopen(server.url, timeout=10).close()  # the first request sees to it
    line = Uploader(server, PIECE).begin(0, PIECE, b"x")
    ours = [f":{port:04X}" for port in (server.port, line.getsockname()[1])]

    def timers() -> list[str]:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()]
        return [row[5][:2] for row in rows if [row[1][-5:], row[2][-5:]] == ours]

    # 02 is the keepalive timer (Linux, proc_net_tcp.txt); before it, that of what is being sent
    until(lambda: timers() == ["02"])
    line.close()


def test_a_large_upload_does_not_grow_the_server(server):
    """Bytes go to the disk as they come: 200 MB pass through less than 50 MB of memory."""
    size = 200 * 1024 * 1024
    uploader = Uploader(server, size)
    assert uploader.patch(0, b"x" * PIECE) == 204  # what is loaded once is loaded now
    before = memory(server)
    for offset in range(PIECE, size, size - PIECE):
        assert uploader.patch(offset, b"\0" * (size - offset)) == 204
    assert memory(server) - before < 50_000_000


def memory(server: Server) -> int:
    """Add up what the pages' processes hold for themselves."""
    total = 0
    for pid in server.children():
        process = psutil.Process(pid)
        if any("granian" in word for word in process.cmdline()):
            total += process.memory_info().rss
    return total
