"""Lines that went dead are noticed by the kernel."""

from __future__ import annotations

import socket

from lapel.doors.web.lines import QUIET, ProbingLines, probe_dead_lines


def test_what_a_listening_socket_accepts_is_probed_from_then_on():
    """Linux hands the options of a listening socket down to what it accepts (tcp(7))."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert probe_dead_lines() >= 1
        with socket.create_connection(server.getsockname()):
            accepted, _address = server.accept()
            with accepted:
                assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                idle = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
                assert idle == QUIET


def test_the_lines_are_seen_to_once(monkeypatch):
    """With the first request, when the server listens; later ones cost nothing."""
    seen = []
    monkeypatch.setattr("lapel.doors.web.lines.probe_dead_lines", lambda: seen.append(1))
    application = ProbingLines(lambda environ, _start: [environ["body"]])
    replies = [application({"body": b"hello"}, None) for _each in range(3)]
    assert replies == [[b"hello"]] * 3
    assert seen == [1]
