"""What a badge names, brought through a way out as a verification asks for it."""

from typing import Protocol

from lapel.domain.badges.hosted_checks import GoneError
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.ports.fetch import Fetched, FetchRefused

ACCEPT = "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml"
OK, GONE = 200, 410


class Ask(Protocol):
    """A GET through the guarded way out, as `Fetch.fetch` is; FetchRefused where it fails."""

    def __call__(self, url: str, /, *, max_bytes: int, redirects: int, accept: str) -> Fetched:
        """Give the answer, whatever its status."""
        ...


def document_at(address: str, *, ask: Ask, max_bytes: int) -> Resolved:
    """Bring the document at an address; GoneError for HTTP 410, else UnavailableError."""
    try:
        answer = ask(
            address,
            max_bytes=max_bytes,
            redirects=0 if address.endswith("/did.json") else 3,  # did:web allows none
            accept=ACCEPT,
        )
    except FetchRefused as error:
        raise UnavailableError(
            "{address} could not be fetched: {why}", address=address, why=error.said
        ) from error
    if answer.status != OK:
        kind = GoneError if answer.status == GONE else UnavailableError
        raise kind(
            "{address} answered with status {status}.", address=address, status=answer.status
        )
    return Resolved(answer.body, Origin.SOURCE)
