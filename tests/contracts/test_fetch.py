"""What every client to strangers' addresses must do."""

import pytest

from lapel.ports.fetch import Fetch, FetchRefused, from_url

ADAPTERS = ["guarded:", "offline:", "guarded:?http=yes"]
PRIVATE = [
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2130706433/",
    "https://0x7f.1/",
]
MALFORMED = [
    "",
    "example.org",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://example.org/",
    "data:text/plain,x",
    "https://",
    "https:///path",
    "https://user:pass@example.org/",
    "https://@example.org/",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org/a b",
    "https://example.org/\r\nX: 1",
    "https://exämple.org/",
    "https://[::1/",
]


@pytest.fixture(params=ADAPTERS)
def client(request: pytest.FixtureRequest) -> Fetch:
    return from_url(request.param)


@pytest.mark.parametrize("url", [*PRIVATE, *MALFORMED])
def test_no_client_follows_an_address_into_the_house(client: Fetch, url: str) -> None:
    """Loopback, metadata services, other schemes and malformed addresses are refused."""
    with pytest.raises(FetchRefused) as caught:
        client.fetch(url)
    assert str(caught.value).endswith(".")
    with pytest.raises(FetchRefused):
        client.post(url, body=b"{}", content_type="application/json")


@pytest.mark.parametrize("url", ["", "http:", "guarded:?htp=yes"])
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="Fetch must be"):
        from_url(url)
