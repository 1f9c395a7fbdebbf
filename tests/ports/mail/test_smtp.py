"""What only a mail server can do to a letter."""

import socket
import ssl
from pathlib import Path

import pytest

from lapel.ports.mail import MailError, Message, from_url
from ports.mail.server import MailServer
from ports.tls import make_authority

LETTER = Message(to="amina@school.example", subject="s", text="t")


def test_the_letter_carries_a_date_and_an_id_without_our_host_name() -> None:
    """RFC 5322 asks for a date and an id; the id's right side is the sender's domain."""
    with MailServer() as server:
        from_url(f"smtp://127.0.0.1:{server.port}?tls=none&from=l@lapel.example").send(LETTER)
    assert b"\r\nDate: " in server.letters[0]
    assert b"@lapel.example>\r\n" in server.letters[0]
    assert socket.gethostname().encode() not in server.letters[0]


def test_a_password_goes_only_over_tls_when_tls_is_asked_for(tmp_path: Path) -> None:
    """With starttls the server's certificate is checked, then user and password are sent."""
    made = make_authority(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert_file, made.key_file)
    with MailServer(tls=context) as server:
        url = f"smtp://us%40er:p%3Ass@localhost:{server.port}?tls=starttls&ca_file={made.ca_file}"
        from_url(url).send(LETTER)
    assert "\0us@er\0p:ss" in server.said
    assert server.said.index("STARTTLS") < server.said.index("\0us@er\0p:ss")
    assert len(server.letters) == 1


def test_an_untrusted_server_gets_neither_password_nor_letter(tmp_path: Path) -> None:
    """A certificate of an unknown authority ends the talk, to be tried again later."""
    made = make_authority(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert_file, made.key_file)
    with MailServer(tls=context) as server:
        port = from_url(f"smtp://user:pass@localhost:{server.port}")
        with pytest.raises(MailError) as caught:
            port.send(LETTER)
    assert not caught.value.permanent
    assert server.letters == []
    assert not any("pass" in line for line in server.said)


@pytest.mark.parametrize(
    ("refuse", "permanent"),
    [
        ({"RCPT": "550 no such user"}, True),
        ({"RCPT": "450 greylisted"}, False),
        ({"MAIL": "552 too much"}, True),
        ({"DATA": "451 later"}, False),
        ({"AUTH": "535 wrong password"}, False),
    ],
)
def test_a_refusal_says_whether_to_try_again(refuse: dict[str, str], permanent: bool) -> None:
    """5xx is for ever and 4xx for now (RFC 5321, 4.2.1); a wrong password is our own fault."""
    with MailServer(refuse=refuse) as server:
        port = from_url(f"smtp://user:word@127.0.0.1:{server.port}?tls=none")
        with pytest.raises(MailError, match=r"answered|reached") as caught:
            port.send(LETTER)
    assert caught.value.permanent is permanent
    assert "word" not in str(caught.value)


def test_a_silent_server_is_given_up() -> None:
    """A server that accepts and says nothing costs no more than the timeout."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = from_url(f"smtp://127.0.0.1:{silent.getsockname()[1]}?tls=none&timeout=0.2")
        with pytest.raises(MailError, match="cannot be reached") as caught:
            port.send(LETTER)
    assert not caught.value.permanent


def test_the_adapter_in_a_log_line_tells_no_password() -> None:
    """The representation leaves the password out."""
    assert "hidden" not in repr(from_url("smtp://user:hidden@mail.example"))
