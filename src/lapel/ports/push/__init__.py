"""A few words to a person's device, through the push service of its browser's maker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol
from urllib.parse import parse_qs, urlsplit

from lapel.domain.badges.errors import SaidError

POINT_BYTES = 65  # of P-256, uncompressed (SEC 1, §2.3.3)
SECRET_BYTES = 16  # RFC 8291, §3.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a browser gave: where its service takes words, its public key, its secret.

    `public` is an uncompressed point of P-256 (65 bytes), `secret` has 16 bytes (RFC 8291, §3).
    """

    endpoint: str = field(repr=False)
    public: bytes = field(repr=False)
    secret: bytes = field(repr=False)


class PushError(SaidError):
    """Words that the service did not take; `gone` says that the device will take none any more."""

    def __init__(self, template: str, /, *, gone: bool = False, **facts: object) -> None:
        super().__init__(template, **facts)
        self.gone = gone


class Answer(Protocol):
    """What a service answered."""

    @property
    def status(self) -> int:
        """The status of HTTP."""
        ...


class Post(Protocol):
    """The guarded way out, as `Fetch.post` is; raises a SaidError where it refuses or fails."""

    def __call__(  # noqa: PLR0913 - the signature of the way out
        self,
        url: str,
        /,
        *,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None,
        max_bytes: int,
        timeout: float,
    ) -> Answer:
        """Give the answer, whatever its status."""
        ...


class Push(Protocol):
    """Hands words to devices' services."""

    is_on: ClassVar[bool]

    def send(self, device: Device, words: bytes, *, lasts: int, topic: str) -> None:
        """Return once the service took the words; PushError when it did not.

        It keeps them for `lasts` seconds while the device is away; of several under one `topic`
        (1 to 32 letters of base64url) it keeps the last. ValueError for more than 3,993 bytes.
        """
        ...


def is_on(url: str) -> bool:
    """Tell whether an address names a way for words to go; ValueError for any other address."""
    return urlsplit(_checked(url)).scheme != "off"


def from_url(url: str, *, key: bytes, post: Post, contact: str) -> Push:
    """Open `webpush:[?contact=mailto:somebody@example.org]` or `off:`; ValueError otherwise.

    `key` is the 32 bytes of the private key that the instance signs with, `contact` whom a service
    may write to (`mailto:` or `https:`) where the address names nobody.
    """
    if not is_on(url):
        from lapel.ports.push.off import NoPush

        return NoPush()
    from lapel.ports.push.web import WebPush

    return WebPush(key=key, post=post, contact=contact_in(url) or contact)


def contact_in(url: str) -> str:
    """Give whom an address names for services to write to; "" for nobody."""
    return parse_qs(urlsplit(_checked(url)).query).get("contact", [""])[0]


def _checked(url: str) -> str:
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    known = not parts.netloc and not parts.path and not options.keys() - {"contact"}
    named = options.get("contact", "https:").startswith(("mailto:", "https:"))
    if known and named and (parts.scheme == "webpush" or url == "off:"):
        return url
    raise ValueError(
        f"Push must be webpush:[?contact=mailto:you@example.org] or off:, not {url!r}."
    )
