"""Letters handed to a mail server (RFC 5321)."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, make_msgid
from urllib.parse import SplitResult, unquote

from lapel.ports.mail import MailError, Message
from lapel.ports.mail.letter import compose

TLS_MODES = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMail:
    """Opens a connection per letter, with TLS checked against the system's authorities."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    ca_file: str | None = None

    def send(self, message: Message) -> None:
        """Return once the server took the letter; MailError, permanent on a 5xx answer."""
        letter = compose(message, sender=self.sender)
        letter["Date"] = formatdate(usegmt=True)
        if "Message-ID" not in letter:
            # our own host name stays out of the letter
            letter["Message-ID"] = make_msgid(domain=letter["From"].addresses[0].domain)
        try:
            with self._connection() as server:
                server.send_message(letter)
        except (smtplib.SMTPException, OSError) as error:
            raise _as_mail_error(error) from error

    def probe(self) -> str:
        """Connect, with TLS and sign-in as for a letter, and say NOOP; MailError otherwise."""
        try:
            with self._connection() as server:
                server.ehlo_or_helo_if_needed()
                code, said = server.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise _as_mail_error(error) from error
        if code != 250:
            answer = said.decode(errors="replace")
            raise MailError(f"The mail server answered {code} {answer} to NOOP.", permanent=False)
        signed_in = f", signed in as {self.user}" if self.user else ""
        return f"{self.host}:{self.port} answered EHLO and NOOP (tls: {self.tls}{signed_in})"

    def _connection(self) -> smtplib.SMTP:
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        if self.tls == "starttls":
            server.starttls(context=context)
        if self.user:
            server.login(self.user, self.password)


def smtp_from_parts(parts: SplitResult, options: Mapping[str, str], *, sender: str) -> SmtpMail:
    """Read the adapter from a split smtp:// address; ValueError names the wrong option."""
    tls = options.get("tls", "starttls")
    if tls not in TLS_MODES:
        raise ValueError(f"tls of smtp:// must be starttls, tls or none, not {tls!r}.")
    return SmtpMail(
        host=parts.hostname or "",
        port=parts.port or TLS_MODES[tls],
        tls=tls,
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=float(options.get("timeout", "20")),
        ca_file=options.get("ca_file"),
    )


def _as_mail_error(error: Exception) -> MailError:
    codes = _codes(error)
    permanent = bool(codes) and all(500 <= code < 600 for code in codes)
    said = f"The mail server answered {codes}" if codes else "The mail server cannot be reached"
    return MailError(f"{said} ({type(error).__name__}).", permanent=permanent)


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return []  # our own sign-in failed: that is repaired by settings, the letter stays good
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _reason in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
