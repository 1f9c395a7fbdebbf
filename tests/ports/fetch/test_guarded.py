"""The guarded client against servers of every temper."""

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from lapel.ports.fetch import FetchRefused, fetch
from lapel.ports.fetch.addresses import is_public
from lapel.ports.fetch.guarded import GuardedFetch
from ports.fetch.server import Stranger
from ports.tls import make_authority

HELLO = (
    b"HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\n"
    b"Content-Length: 2\r\n\r\n{}"
)


def at_loopback(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


NEAR = GuardedFetch(allow_http=True, allow_private=True, resolver=at_loopback)


def answer_with(addresses: list[str], _host: str, _port: int) -> list[str]:
    return addresses


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def drip(head: bytes, part: bytes) -> Callable[[socket.socket], None]:
    def answer(sock: socket.socket) -> None:
        sock.sendall(head)
        if not part:
            sock.recv(1)
        for _ in range(200):
            sock.sendall(part or b"x")
            time.sleep(0.05)

    return answer


def test_an_answer_comes_with_its_type_status_and_body() -> None:
    """Status, lower-case media type without parameters, headers and body are given."""
    with Stranger(HELLO) as stranger:
        answer = NEAR.fetch(f"http://school.example:{stranger.port}/a?b=c#d", accept="text/x")
    assert (answer.status, answer.media_type, answer.body) == (200, "application/json", b"{}")
    assert answer.headers["content-length"] == "2"
    head = stranger.asked[0]
    assert head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"\r\nHost: school.example:{stranger.port}\r\n" in head
    assert "\r\nAccept: text/x\r\n" in head


def test_a_post_brings_its_body_and_its_answer_comes_back() -> None:
    """Method, type, length and further headers are sent; a redirect is an answer, not followed."""
    with Stranger(redirect("/elsewhere")) as stranger:
        answer = NEAR.post(
            f"http://witness.example:{stranger.port}/add-checkpoint",
            body=b"old 0\n",
            content_type="text/plain",
            headers={"X-Signed": "yes"},
        )
    head = stranger.asked[0]
    assert (answer.status, len(stranger.asked)) == (302, 1)
    assert head.startswith("POST /add-checkpoint HTTP/1.1\r\n")
    assert {"content-type: text/plain", "content-length: 6", "x-signed: yes"} <= {
        line.lower() for line in head.split("\r\n")
    }


def test_an_error_status_is_an_answer() -> None:
    """A 404 is given as it is, for the caller to judge."""
    with Stranger(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as stranger:
        assert NEAR.fetch(f"http://a.example:{stranger.port}/").status == 404


def test_tls_checks_the_name_and_sends_it(tmp_path: Path) -> None:
    """The pinned connection still sends SNI and Host, and wants a certificate for the name."""
    made = make_authority(tmp_path, "school.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert_file, made.key_file)
    trusting = GuardedFetch(allow_private=True, ca_file=str(made.ca_file), resolver=at_loopback)
    distrusting = GuardedFetch(allow_private=True, resolver=at_loopback)
    with Stranger(HELLO, tls=context) as stranger:
        answer = trusting.fetch(f"https://school.example:{stranger.port}/")
        assert answer.status == 200
        assert stranger.names == ["school.example"]
        assert f"Host: school.example:{stranger.port}" in stranger.asked[0]
        for client, host in ((trusting, "other.example"), (distrusting, "school.example")):
            with pytest.raises(FetchRefused, match="certificate"):
                client.fetch(f"https://{host}:{stranger.port}/")
    assert len(stranger.asked) == 1


# IANA's IPv4 and IPv6 special-purpose registries; RFC 6598 (CGNAT), 4291, 6052, 3056, 4380
@pytest.mark.parametrize(
    "address",
    [
        *["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254"],
        *["172.16.0.1", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1"],
        *[
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd00::1",
        ],
        *["ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1"],
        *["64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"],
        *["fec0::1", "192.88.99.1"],
    ],
)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    """Every special range is refused, also wrapped in IPv6, and also beside a public one."""
    assert not is_public(address)
    for answers in ([address], ["93.184.215.14", address]):
        client = GuardedFetch(resolver=partial(answer_with, answers))
        with pytest.raises(FetchRefused, match="not on the public internet"):
            client.fetch("https://a.example/")


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "100.128.0.1"]
)
def test_an_address_of_the_public_is_allowed(address: str) -> None:
    """Ordinary addresses of both kinds pass."""
    assert is_public(address)


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind() -> None:
    """A rebinding name server gets one question; the connection goes to the address checked."""
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["127.0.0.99"]))
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    client = GuardedFetch(allow_http=True, allow_private=True, resolver=rebinding)
    with Stranger(HELLO) as stranger:
        assert client.fetch(f"http://a.example:{stranger.port}/").status == 200
    assert asked == ["a.example"]


def test_a_redirect_is_not_followed_unless_asked_for() -> None:
    """Zero redirects is the default; with one allowed the second address answers."""
    with Stranger(HELLO) as there, Stranger(redirect(f"http://b.example:{there.port}/x")) as here:
        url = f"http://a.example:{here.port}/"
        with pytest.raises(FetchRefused, match="redirects elsewhere"):
            NEAR.fetch(url)
        answer = NEAR.fetch(url, redirects=1)
        assert (answer.url, answer.status) == (f"http://b.example:{there.port}/x", 200)
    assert "Host: b.example" in there.asked[0]


def test_an_endless_chain_of_redirects_ends() -> None:
    """A server that always sends on is left after the number allowed."""
    with Stranger(redirect("/again")) as stranger:
        with pytest.raises(FetchRefused, match="more than 3 times"):
            NEAR.fetch(f"http://a.example:{stranger.port}/", redirects=3)
        assert len(stranger.asked) == 4


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("https://inside.example/", "not on the public internet"),
        ("file:///etc/passwd", "Only https"),
        ("http://outside.example/", "Only https"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(tmp_path: Path, to: str, reason: str) -> None:
    """A public server cannot send us to a private address, another scheme or plain http."""
    made = make_authority(tmp_path, "outside.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert_file, made.key_file)

    class Outside(GuardedFetch):
        """Takes the loopback of this test for public when it is named outside.example."""

        def _address(self, host: str, port: int, limits: object) -> str:
            if host == "outside.example":
                return "127.0.0.1"
            return super()._address(host, port, limits)  # type: ignore[arg-type]  # handed on as it came

    client = Outside(ca_file=str(made.ca_file), resolver=lambda _host, _port: ["10.0.0.1"])
    with Stranger(redirect(to), tls=context) as stranger:
        with pytest.raises(FetchRefused, match=reason):
            client.fetch(f"https://outside.example:{stranger.port}/", redirects=5)
        assert len(stranger.asked) == 1


def test_plain_http_is_refused_unless_it_is_allowed() -> None:
    """Unencrypted addresses need a flag."""
    with pytest.raises(FetchRefused, match="Only https"):
        fetch("http://school.example/", allow_private=True)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_an_endless_body_is_cut_at_the_limit(head: bytes) -> None:
    """However its length is announced, no more than the limit is read."""
    sent = 0

    def pour(sock: socket.socket) -> None:
        nonlocal sent
        sock.sendall(head)
        block = b"x" * 65_536
        part = b"10000\r\n" + block + b"\r\n" if b"chunked" in head else block
        while sent < 500_000_000:
            sock.sendall(part)
            sent += len(part)

    with (
        Stranger(pour) as stranger,
        pytest.raises(FetchRefused, match="larger than 100000 bytes"),
    ):
        NEAR.fetch(f"http://a.example:{stranger.port}/", max_bytes=100_000)
    assert sent < 50_000_000


def test_a_body_of_just_the_limit_is_taken() -> None:
    """The limit itself is allowed."""
    with Stranger(HELLO) as stranger:
        url = f"http://a.example:{stranger.port}/"
        assert NEAR.fetch(url, max_bytes=2).body == b"{}"
        with pytest.raises(FetchRefused, match="larger"):
            NEAR.fetch(url, max_bytes=1)


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"", b""),
    ],
    ids=["body", "body without length", "headers", "silence"],
)
def test_a_slow_drip_ends_at_the_deadline(head: bytes, part: bytes) -> None:
    """Bytes that trickle in, in the body or in the headers, buy no time beyond the timeout."""
    with Stranger(drip(head, part)) as stranger:
        started = time.monotonic()
        with pytest.raises(FetchRefused, match="too long"):
            NEAR.fetch(f"http://a.example:{stranger.port}/", timeout=0.4)
        assert 0.35 < time.monotonic() - started < 8  # the drip goes on for ten


def test_a_slow_handshake_and_a_slow_name_server_end_at_the_deadline() -> None:
    """A server silent during TLS and a resolver that hangs are both left in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = GuardedFetch(allow_private=True, resolver=at_loopback)
        with pytest.raises(FetchRefused, match="too long"):
            client.fetch(f"https://a.example:{silent.getsockname()[1]}/", timeout=0.2)

    left, over = threading.Event(), threading.Event()

    def hanging(_host: str, _port: int) -> list[str]:
        assert left.wait(60)
        over.set()
        return ["127.0.0.1"]

    with pytest.raises(FetchRefused, match="could not be found"):
        GuardedFetch(resolver=hanging).fetch("https://a.example/", timeout=0.2)
    assert not over.is_set()  # it was left while it hung
    left.set()
    assert over.wait(60)


def test_a_compressed_answer_is_refused_before_it_swells() -> None:
    """We ask for plain bytes; what comes compressed could be a bomb."""
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
    with Stranger(head) as stranger, pytest.raises(FetchRefused, match="compressed"):
        NEAR.fetch(f"http://a.example:{stranger.port}/")
    assert "Accept-Encoding: identity" in stranger.asked[0]


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_broken_answer_is_refused(answer: bytes) -> None:
    """No answer, another protocol and a body cut short are refusals, not crashes."""
    with Stranger(answer) as stranger, pytest.raises(FetchRefused, match="no proper answer"):
        NEAR.fetch(f"http://a.example:{stranger.port}/")


def test_nobody_listening_is_a_refusal() -> None:
    """A closed port is a refusal with a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(FetchRefused, match="no proper answer"):
        NEAR.fetch(f"http://a.example:{port}/")
