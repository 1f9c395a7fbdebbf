"""How a letter becomes bytes (RFC 5322), the same for every adapter."""

from email.errors import HeaderParseError
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP

from lapel.ports.mail import MailError, Message


def compose(message: Message, *, sender: str) -> EmailMessage:
    """Build the letter; a header that hides a line break or a wrong address is a MailError."""
    letter = EmailMessage(policy=SMTP)
    try:
        for name, value in _headers(message, sender).items():
            letter[name] = value
    except (ValueError, HeaderParseError) as error:
        raise MailError(
            f"The letter has a header that mail forbids: {error}", permanent=True
        ) from (error)
    _require_one_recipient(letter)
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    return letter


def _headers(message: Message, sender: str) -> dict[str, str]:
    fixed = {"From": sender, "To": message.to, "Subject": message.subject}
    return fixed | dict(message.headers)


def _require_one_recipient(letter: EmailMessage) -> None:
    to = letter["To"]
    if not isinstance(to, AddressHeader) or len(to.addresses) != 1 or not to.addresses[0].domain:
        raise MailError("A letter goes to exactly one full e-mail address.", permanent=True)
