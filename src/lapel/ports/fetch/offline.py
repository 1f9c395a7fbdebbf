"""A client that never leaves the machine."""

from collections.abc import Mapping

from lapel.ports.fetch import Fetched, FetchRefused


class OfflineFetch:
    """Refuses every address, so that what needs the network says so instead of waiting."""

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = 1_000_000,  # noqa: ARG002 - the Protocol's signature
        timeout: float = 10.0,  # noqa: ARG002 - the Protocol's signature
        redirects: int = 0,  # noqa: ARG002 - the Protocol's signature
        accept: str = "*/*",  # noqa: ARG002 - the Protocol's signature
    ) -> Fetched:
        """Refuse."""
        raise FetchRefused("{url} was not fetched, because this runs offline.", url=url)

    def post(  # noqa: PLR0913 - the Protocol's signature
        self,
        url: str,
        *,
        body: bytes,  # noqa: ARG002 - the Protocol's signature
        content_type: str,  # noqa: ARG002 - the Protocol's signature
        headers: Mapping[str, str] | None = None,  # noqa: ARG002 - the Protocol's signature
        max_bytes: int = 1_000_000,  # noqa: ARG002 - the Protocol's signature
        timeout: float = 10.0,  # noqa: ARG002 - the Protocol's signature
    ) -> Fetched:
        """Refuse."""
        raise FetchRefused("{url} was not asked, because this runs offline.", url=url)
