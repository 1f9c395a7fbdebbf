"""What every way to a device must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lapel.domain.badges.errors import SaidError
from lapel.ports.fetch import Fetched, FetchRefused
from lapel.ports.push import PushError, contact_in, from_url, is_on
from lapel.ports.push.vapid import new_key
from ports.push.devices import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.ports.push import Push

CONTACT = "mailto:lapel@example.org"


class Service:
    """A push service that answers as told, and keeps what it was given."""

    def __init__(self, answer: int | FetchRefused = 201) -> None:
        self.answer = answer
        self.given: list[tuple[str, dict[str, Any]]] = []

    def post(self, url: str, /, **given: Any) -> Fetched:
        self.given.append((url, given))
        if isinstance(self.answer, FetchRefused):
            raise self.answer
        return Fetched(url, self.answer, "", {}, b"")


def opened(service: Service, url: str = "webpush:") -> Push:
    return from_url(url, key=new_key(), post=service.post, contact=CONTACT)


def test_words_reach_the_device_and_nobody_else_reads_them() -> None:
    """The service is told for how long, under which topic, and by whom; not what."""
    service, browser = Service(), Browser()
    opened(service).send(browser.device, b"Today: 15 minutes", lasts=9000, topic="today")
    [(url, given)] = service.given
    headers = given["headers"]
    assert url == browser.endpoint
    assert browser.opened(given["body"]) == b"Today: 15 minutes"
    assert b"Today" not in given["body"]
    assert (headers["TTL"], headers["Topic"], headers["Urgency"]) == ("9000", "today", "normal")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=ey")


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (429, False), (500, False)])
def test_what_is_not_taken_is_an_error_that_says_whether_the_device_is_gone(
    status: int, gone: bool
) -> None:
    """RFC 8030, section 7.3: after 404 nothing reaches it any more; 410 says the same."""
    with pytest.raises(PushError, match=str(status)) as caught:
        opened(Service(status)).send(Browser().device, b"", lasts=0, topic="t")
    assert caught.value.gone is gone


def test_what_the_way_out_refuses_is_an_error_in_its_words() -> None:
    """The guard's sentence is what a person reads; the device may be right tomorrow."""
    refusal = FetchRefused("The host {host} is not on the public internet.", host="intranet")
    with pytest.raises(PushError, match="The host intranet is not on the public") as caught:
        opened(Service(refusal)).send(Browser().device, b"", lasts=0, topic="t")
    assert not caught.value.gone
    assert caught.value.said.template == "The host {host} is not on the public internet."


@pytest.mark.parametrize(
    ("words", "lasts", "topic"),
    [(b"a" * 3994, 1, "t"), (b"", -1, "t"), (b"", 1, ""), (b"", 1, "t" * 33), (b"", 1, "t\r\nx")],
    ids=["too long", "back in time", "no topic", "a long topic", "a topic with a line"],
)
def test_what_cannot_be_sent_is_never_asked(words: bytes, lasts: int, topic: str) -> None:
    """A header is no place for a line break."""
    service = Service()
    with pytest.raises(ValueError):
        opened(service).send(Browser().device, words, lasts=lasts, topic=topic)
    assert service.given == []


def test_nothing_goes_where_it_is_switched_off() -> None:
    """And whoever asks is told which setting it is."""
    service = Service()
    port = opened(service, "off:")
    assert not port.is_on
    with pytest.raises(SaidError, match="LAPEL_PUSH_URL"):
        port.send(Browser().device, b"", lasts=0, topic="t")
    assert service.given == []


def test_an_address_says_whether_and_whom_to_write_to() -> None:
    """The contact in the address goes before the one that settings give."""
    service = Service()
    assert is_on("webpush:")
    assert not is_on("off:")
    assert contact_in("webpush:?contact=https://school.example/it") == "https://school.example/it"
    port = opened(service, "webpush:?contact=mailto:it@school.example")
    assert port.is_on
    assert getattr(port, "contact", "") == "mailto:it@school.example"
    assert getattr(opened(service), "contact", "") == CONTACT


@pytest.mark.parametrize(
    "make",
    [
        lambda: is_on("webpush://host"),
        lambda: is_on("off:now"),
        lambda: is_on("smtp://host"),
        lambda: is_on("webpush:?contact=nobody"),
        lambda: is_on("webpush:?key=1"),
    ],
    ids=["a host", "off and more", "another way", "no address", "another option"],
)
def test_another_address_is_refused(make: Callable[[], bool]) -> None:
    """A typing error stops the start, and not the first reminder."""
    with pytest.raises(ValueError, match="Push must be"):
        make()
