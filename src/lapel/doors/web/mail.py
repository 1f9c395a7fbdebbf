"""Django's mail, sent through the mail port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMultiAlternatives

from lapel.ports import mail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class PortBackend(BaseEmailBackend):
    """Hands what Django and allauth send to the mail port, one letter per address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message; a failure raises `mail.MailError` unless it is to fail silently."""
        port = mail.from_url(settings.MAIL_URL)
        sent = 0
        for message in email_messages:
            for address in message.recipients():
                sent += self._sent(port, _letter(message, address))
        return sent

    def _sent(self, port: mail.Mail, letter: mail.Message) -> bool:
        try:
            port.send(letter)
        except mail.MailError:
            if not self.fail_silently:
                raise
            return False
        return True


def _letter(message: EmailMessage, address: str) -> mail.Message:
    headers: dict[str, Any] = {"From": message.from_email, **message.extra_headers}
    return mail.Message(
        to=address,
        subject=str(message.subject),
        text=str(message.body),
        html=_html_of(message),
        headers=headers,
    )


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    for content, media_type in message.alternatives:
        if media_type == "text/html":
            return str(content)
    return ""
