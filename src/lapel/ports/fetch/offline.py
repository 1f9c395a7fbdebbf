"""A client that never leaves the machine."""

from lapel.ports.fetch import Fetched, FetchRefused


class OfflineFetch:
    """Refuses every address, so that what needs the network says so instead of waiting."""

    def fetch(
        self,
        url: str,
        *,
        max_bytes: int = 1_000_000,  # noqa: ARG002 - the Protocol's signature
        timeout: float = 10.0,  # noqa: ARG002 - as above
        redirects: int = 0,  # noqa: ARG002 - as above
        accept: str = "*/*",  # noqa: ARG002 - as above
    ) -> Fetched:
        """Refuse."""
        raise FetchRefused("{url} was not fetched, because this runs offline.", url=url)
