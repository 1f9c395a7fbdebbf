"""The post: once written, handed over at least once, under one name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lapel.journey.messaging.actions import hand_over_letters, write_letter
from lapel.journey.messaging.events import LettersWait
from lapel.journey.messaging.models import Message
from lapel.journey.messaging.queries import failed_letters, waiting_letters
from lapel.journey.messaging.queries.letter import Letter
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now, parked_deliveries
from lapel.ports import mail

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.people.models import Person
    from mailing import Mailbox

WORDS = Letter("Subject\nwith a break", "Heading", ["Text"], "Go", "http://x.example/", "Why")


def write(person: Person, key: str = "k") -> Message | None:
    return write_letter(key=key, kind="test", words=lambda: WORDS, person=person)


class Server:
    """A mail server that answers as told."""

    def __init__(self, *answers: mail.MailError | None) -> None:
        self.answers = list(answers)
        self.taken: list[mail.Message] = []

    def send(self, message: mail.Message) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.taken.append(message)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr(mail, "from_url", lambda _url: server)
    return server


BUSY = mail.MailError("busy", permanent=False)
REFUSED = mail.MailError("no such mailbox", permanent=True)


def test_a_letter_is_written_once(cast: Cast, server: Server) -> None:
    """The second receiver's run finds the key taken."""
    assert write(cast.amina)
    assert write(cast.amina) is None
    deliver_all()
    deliver_all()
    assert [letter.to for letter in server.taken] == ["amina@example.org"]
    assert server.taken[0].subject == "Subject with a break"


def test_a_crash_after_the_servers_answer_sends_the_same_letter(
    cast: Cast, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not noted as sent, it goes again under the same Message-ID, and not before its claim ends."""
    message = write(cast.amina)
    assert message
    hand_over_letters()
    Message.objects.update(sent_at=None)  # the process died before this was written
    assert hand_over_letters() == 0
    with clock_at(now() + timedelta(minutes=6)):
        assert hand_over_letters() == 1
    first, second = server.taken
    assert first.headers["Message-ID"] == second.headers["Message-ID"]
    assert str(message.pk) in first.headers["Message-ID"]


def test_many_letters_ask_for_the_post_once(cast: Cast, server: Server) -> None:
    """One round carries them all."""
    for name, person in cast.everyone.items():
        write(person, name)
    assert OutboxEvent.objects.filter(kind=LettersWait.kind()).count() == 1
    deliver_all()
    assert len(server.taken) == len(cast.everyone)
    assert OutboxEvent.objects.filter(kind=LettersWait.kind()).count() == 1


def test_a_round_that_is_full_is_followed_by_another(
    cast: Cast, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing stays behind."""
    monkeypatch.setattr("lapel.journey.messaging.actions.hand_over.A_ROUND", 2)
    for name, person in cast.everyone.items():
        write(person, name)
    deliver_all()
    assert not waiting_letters().exists()


def test_a_busy_server_is_tried_again_and_the_others_are_not_held_up(
    cast: Cast, server: Server
) -> None:
    """The second letter of the round goes; the first waits a minute, then two."""
    server.answers = [BUSY]
    write(cast.amina, "a")
    write(cast.ben, "b")
    deliver_all()
    assert [letter.to for letter in server.taken] == ["ben@example.org"]
    assert "busy" in waiting_letters().get().error
    deliver_all()
    assert len(server.taken) == 1
    with clock_at(now() + timedelta(minutes=1, seconds=5)):
        deliver_all()
    assert len(server.taken) == 2
    assert not waiting_letters().exists()


def test_a_server_that_is_away_for_days_parks_no_job(cast: Cast, server: Server) -> None:
    """After five days the letter is kept as failed, with the reason; rounds do not pile up."""
    server.answers = [BUSY] * 1000
    write(cast.amina)
    begun = now()
    for hour in range(24 * 6):
        with clock_at(begun + timedelta(hours=hour)):
            deliver_all()
    assert not parked_deliveries().exists()
    failed = failed_letters().get()
    assert failed.error == "busy"
    assert 15 < failed.attempts < 40
    assert OutboxEvent.objects.filter(kind=LettersWait.kind()).count() < 60


def test_an_address_that_does_not_exist_is_given_up_at_once(cast: Cast, server: Server) -> None:
    """Trying again would harm the sender's name."""
    server.answers = [REFUSED]
    write(cast.amina)
    deliver_all()
    assert failed_letters().get().error == "no such mailbox"
    assert not waiting_letters().exists()


def test_the_real_post_carries_both_forms(cast: Cast, mailbox: Mailbox, settings: Any) -> None:
    """Plain text and HTML, from the instance's address, marked as automatic (RFC 3834)."""
    write(cast.amina)
    deliver_all()
    (letter,) = mailbox.letters("amina@")
    assert letter["From"] == settings.MAIL_FROM
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("html",)) is not None
    assert letter["Message-ID"] == f"<{Message.objects.get().pk}@localhost>"
