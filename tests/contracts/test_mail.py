"""What every way to send a letter must do."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from lapel.ports.mail import Mail, MailError, Message, from_url
from ports.mail.server import MailServer

SENDER = "Lapel <lapel@example.org>"
Sent = tuple[Mail, Callable[[], list[EmailMessage]]]


def parse(content: bytes) -> EmailMessage:
    letter = message_from_bytes(content, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


@pytest.fixture(params=["files", "smtp"])
def mail(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sent]:
    if request.param == "files":
        folder = tmp_path / "mail"
        letters = lambda: [parse(p.read_bytes()) for p in sorted(folder.glob("*.eml"))]  # noqa: E731 (asked again and again)
        yield from_url(f"files://{folder}?from={SENDER}"), letters
        return
    with MailServer() as server:
        url = f"smtp://127.0.0.1:{server.port}?tls=none&from={SENDER}"
        yield from_url(url), lambda: [parse(content) for content in server.letters]


def test_a_letter_arrives_as_it_was_written(mail: Sent) -> None:
    """Recipient, sender, subject, both bodies and further headers arrive, any script intact."""
    port, letters = mail
    port.send(
        Message(
            to="Amina <amina@school.example>",
            subject="Your badge: مبروك",
            text="Grüße\n",
            html="<p>Grüße</p>",
            headers={"Reply-To": "help@example.org", "X-Lapel": "1"},
        )
    )
    [letter] = letters()
    assert (letter["To"], letter["From"]) == ("Amina <amina@school.example>", SENDER)
    assert letter["Subject"] == "Your badge: مبروك"
    assert (letter["Reply-To"], letter["X-Lapel"]) == ("help@example.org", "1")
    plain, rich = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().strip() == "Grüße"
    assert rich.get_content().strip() == "<p>Grüße</p>"


def test_letters_keep_their_order(mail: Sent) -> None:
    """Two letters are two letters, the first one first."""
    port, letters = mail
    for subject in ("one", "two"):
        port.send(Message(to="a@example.org", subject=subject, text="."))
    assert [letter["Subject"] for letter in letters()] == ["one", "two"]


def test_a_letter_without_html_is_plain_text(mail: Sent) -> None:
    """No HTML part is invented."""
    port, letters = mail
    port.send(Message(to="a@example.org", subject="s", text="t"))
    assert letters()[0].get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "letter",
    [
        Message(to="a@example.org\nBcc: b@example.org", subject="s", text="t"),
        Message(to="a@example.org", subject="s\r\nBcc: b@example.org", text="t"),
        Message(to="a@example.org", subject="s", text="t", headers={"X": "1\nBcc: b@x.org"}),
        Message(to="a@example.org, b@example.org", subject="s", text="t"),
        Message(to="nobody", subject="s", text="t"),
        Message(to="", subject="s", text="t"),
    ],
)
def test_a_letter_that_smuggles_headers_or_recipients_is_refused(
    mail: Sent, letter: Message
) -> None:
    """Nothing is sent when a header holds a line break or there is not exactly one recipient."""
    port, letters = mail
    with pytest.raises(MailError) as caught:
        port.send(letter)
    assert caught.value.permanent
    assert letters() == []


@pytest.mark.parametrize("url", ["", "imap://x", "files:x", "smtp:///x", "smtp://h?tls=maybe"])
def test_an_unknown_address_is_refused_with_what_is_allowed(url: str) -> None:
    """A wrong setting is answered with one sentence that names what would be right."""
    with pytest.raises(ValueError, match="must be"):
        from_url(url)


def test_a_probe_tells_what_it_tried_and_sends_nothing(mail: Sent) -> None:
    """`lapel doctor` asks without a letter to anybody."""
    port, letters = mail
    assert port.probe()
    assert letters() == []


@pytest.mark.parametrize("url", ["files:///dev/null/mail", "smtp://127.0.0.1:1?tls=none&timeout=2"])
def test_a_probe_fails_where_no_letter_could_be_handed_over(url: str) -> None:
    """A file in the folder's way; a port on which nothing listens."""
    with pytest.raises((MailError, OSError)):
        from_url(url).probe()
