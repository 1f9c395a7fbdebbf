"""Letters sent to people by mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_SENDER = "Lapel <lapel@localhost>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One letter to one address: plain text always, HTML when there is some, further headers."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class MailError(Exception):
    """A letter that could not be handed over; `permanent` says that trying again is useless."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class Mail(Protocol):
    """Hands letters over."""

    def send(self, message: Message) -> None:
        """Return once the letter is handed over durably; MailError when it is not."""
        ...

    def probe(self) -> str:
        """Prove that letters could be handed over now, sending none; tells what was tried."""
        ...


def from_url(url: str) -> Mail:
    """Open `files:///folder` or `smtp://[user:pass@]host[:port]?tls=starttls|tls|none`.

    Both take `&from=Name <address>`, the sender of letters that name none. TLS is starttls
    unless said otherwise. ValueError for anything else.
    """
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    sender = options.get("from", DEFAULT_SENDER)
    if parts.scheme == "files" and not parts.netloc and parts.path.startswith("/"):
        from lapel.ports.mail.files import FileMail

        return FileMail(unquote(parts.path), sender=sender)
    if parts.scheme == "smtp" and parts.hostname:
        from lapel.ports.mail.smtp import smtp_from_parts

        return smtp_from_parts(parts, options, sender=sender)
    raise ValueError("Mail must be files:///absolute/folder or smtp://user:pass@host:port.")
