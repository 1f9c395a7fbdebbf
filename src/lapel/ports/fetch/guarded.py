"""A client that is careful: https, public addresses, few bytes, little time."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from lapel.domain.badges.errors import Said
from lapel.ports.fetch import Fetched, FetchRefused
from lapel.ports.fetch.addresses import Resolver, is_public, resolve, system_resolver

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 64 * 1024
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Lapel"}


class _PinnedHttp(HTTPConnection):
    """Speaks over a socket that is already connected, so that no name is looked up twice."""

    pinned: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.pinned


class _PinnedHttps(HTTPSConnection):
    """As above; the host name still goes into SNI, Host and the certificate's check."""

    pinned: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.pinned


@dataclass(frozen=True, slots=True)
class _Limits:
    max_bytes: int
    deadline: float

    def left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchRefused("The answer took too long.")
        return left


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedFetch:
    """Resolves a name once, refuses unless every address is public, and connects to just that."""

    allow_http: bool = False
    allow_private: bool = False
    ca_file: str | None = None
    resolver: Resolver = system_resolver

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = 1_000_000,
        timeout: float = 10.0,
        redirects: int = 0,
        accept: str = "*/*",
    ) -> Fetched:
        """GET the address, whatever the status of the answer; FetchRefused otherwise."""
        limits = _Limits(max_bytes, time.monotonic() + timeout)
        request = _Request("GET", _HEADERS | {"Accept": accept})
        for _hop in range(redirects + 1):
            answer = self._ask(url, request, limits)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["location"])
        raise FetchRefused(
            "The address redirects elsewhere, more than {most} times.", most=redirects
        )

    def post(  # noqa: PLR0913 - the Protocol's signature
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        timeout: float = 10.0,
    ) -> Fetched:
        """POST the body, whatever the status of the answer; FetchRefused otherwise."""
        limits = _Limits(max_bytes, time.monotonic() + timeout)
        told = {**(headers or {}), **_HEADERS, "Accept": "*/*", "Content-Type": content_type}
        return self._ask(url, _Request("POST", told, body), limits)

    def _ask(self, url: str, request: _Request, limits: _Limits) -> Fetched:
        parts = self._checked(url)
        try:
            with self._connection(parts, limits) as connection:
                connection.request(
                    request.method,
                    _target(parts),
                    body=request.body,
                    headers=request.headers,
                    preload_content=False,
                )
                return _read(url, connection.getresponse(), limits)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            limits.left()
            raise FetchRefused(_reason(parts, error)) from error

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise FetchRefused("This is not a web address.") from None
        if parts.scheme != "https" and not (parts.scheme == "http" and self.allow_http):
            raise FetchRefused("Only https addresses are fetched.")
        if not parts.hostname or parts.username is not None or port == 0:
            raise FetchRefused("The address must name a host, and no user or password.")
        if not all(" " < sign < "\x7f" for sign in url):
            raise FetchRefused("The address has signs that a web address cannot have.")
        return parts

    @contextlib.contextmanager
    def _connection(self, parts: SplitResult, limits: _Limits) -> Iterator[HTTPConnection]:
        host, port = parts.hostname or "", parts.port or _default_port(parts)
        plain = socket.create_connection((self._address(host, port, limits), port), limits.left())
        connection = self._wrap(parts.scheme, host, port, limits)
        connection.pinned = plain
        with plain, _cut_at_deadline(plain, limits), contextlib.closing(connection):
            yield connection

    def _wrap(
        self, scheme: str, host: str, port: int, limits: _Limits
    ) -> _PinnedHttp | _PinnedHttps:
        if scheme == "http":
            return _PinnedHttp(host, port, timeout=limits.left())
        return _PinnedHttps(
            host,
            port,
            timeout=limits.left(),
            ssl_context=ssl.create_default_context(cafile=self.ca_file),
        )

    def _address(self, host: str, port: int, limits: _Limits) -> str:
        found = resolve(host, port, resolver=self.resolver, timeout=limits.left())
        limits.left()
        # all must be public: an honest host has no reason to mix, a rebinding one has
        if not self.allow_private and not all(is_public(address) for address in found):
            raise FetchRefused("The host {host} is not on the public internet.", host=host)
        return found[0]


@contextlib.contextmanager
def _cut_at_deadline(connected: socket.socket, limits: _Limits) -> Iterator[None]:
    """Shut the socket when time is up: a timeout per read never ends a slow drip."""
    # a duplicate, because wrapping in TLS detaches the first handle
    handle = connected.dup()
    timer = threading.Timer(limits.left(), _shut, [handle])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        handle.close()


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


def _read(url: str, answer: "BaseHTTPResponse", limits: _Limits) -> Fetched:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if headers.get("content-encoding", "identity") != "identity":
        raise FetchRefused("The answer is compressed although plain bytes were asked for.")
    body = bytearray()
    while chunk := answer.read(min(CHUNK, limits.max_bytes + 1 - len(body)), decode_content=False):
        limits.left()
        body += chunk
        if len(body) > limits.max_bytes:
            raise FetchRefused("The answer is larger than {most} bytes.", most=limits.max_bytes)
    limits.left()
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(url, answer.status, media_type, headers, bytes(body))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _default_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _reason(parts: SplitResult, error: Exception) -> Said:
    if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(error):
        return Said("The certificate of {host} is not valid for it.", host=parts.hostname)
    kind = type(error).__name__
    return Said("{host} gave no proper answer ({kind}).", host=parts.hostname, kind=kind)
