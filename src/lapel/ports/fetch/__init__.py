"""The one guarded way out to addresses that strangers wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.badges.errors import SaidError


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address that gave it (after redirects), status, and the body as it came.

    `media_type` is lower case and without parameters ("" when none was said); `headers` have
    lower-case names.
    """

    url: str
    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


class FetchRefused(SaidError):  # noqa: N818 - a refusal is an answer here, the word callers use
    """The address was not fetched, or its answer was not taken; one sentence says why."""


class Fetch(Protocol):
    """Fetches from strangers within limits."""

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = 1_000_000,
        timeout: float = 10.0,
        redirects: int = 0,
        accept: str = "*/*",
    ) -> Fetched:
        """GET the address, whatever the status of the answer; FetchRefused otherwise.

        `timeout` is in seconds and covers everything: names, redirects, the last byte.
        """
        ...

    def post(  # noqa: PLR0913 - one flag per limit, all by keyword
        self,
        url: str,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 1_000_000,
        timeout: float = 10.0,
    ) -> Fetched:
        """POST the body, whatever the status of the answer; FetchRefused otherwise.

        A redirect is an answer like any other: it is not followed. `headers` are further ones.
        """
        ...


def from_url(url: str) -> Fetch:
    """Open `guarded:[?http=yes&private=yes&ca_file=/path]` or `offline:`; ValueError otherwise.

    `http=yes` allows unencrypted http and `private=yes` allows addresses that are not public:
    both are for development only. `ca_file` trusts these authorities instead of the system's.
    """
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme == "offline":
        from lapel.ports.fetch.offline import OfflineFetch

        return OfflineFetch()
    if parts.scheme == "guarded" and not options.keys() - {"http", "private", "ca_file"}:
        from lapel.ports.fetch.guarded import GuardedFetch

        return GuardedFetch(
            allow_http=options.get("http") == "yes",
            allow_private=options.get("private") == "yes",
            ca_file=options.get("ca_file"),
        )
    raise ValueError(
        f"Fetch must be guarded:[?http=yes&private=yes&ca_file=/path] or offline:, not {url!r}."
    )


def fetch(  # noqa: PLR0913 - one flag per limit, all by keyword
    url: str,
    *,
    max_bytes: int = 1_000_000,
    timeout: float = 10.0,
    redirects: int = 0,
    accept: str = "*/*",
    allow_http: bool = False,
    allow_private: bool = False,
    ca_file: str | None = None,
) -> Fetched:
    """GET one address through a guarded client made for it; FetchRefused otherwise."""
    from lapel.ports.fetch.guarded import GuardedFetch

    client = GuardedFetch(allow_http=allow_http, allow_private=allow_private, ca_file=ca_file)
    return client.fetch(
        url, max_bytes=max_bytes, timeout=timeout, redirects=redirects, accept=accept
    )
