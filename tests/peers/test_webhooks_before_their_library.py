"""A message as it goes over the wire, before the library of Standard Webhooks (npm)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lapel.journey.messaging.actions import ping_webhook, register_webhook, rotate_webhook
from lapel.journey.messaging.models import WebhookEndpoint
from lapel.journey.record.actions import deliver_all
from peers.asking import ask
from ports.fetch.server import Stranger

if TYPE_CHECKING:
    import socket

    from cast import Cast

pytestmark = [pytest.mark.peer, pytest.mark.django_db]
TAKEN = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Wire:
    """A receiver on the loopback: keeps each head with the body after it."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.server = Stranger(self._answer)

    def _answer(self, sock: socket.socket) -> None:
        head, _blank, body = self.server.asked[-1].partition("\r\n\r\n")
        size = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
        while len(body.encode()) < size:
            body += sock.recv(4096).decode()
        self.bodies.append(body)
        sock.sendall(TAKEN)

    def told(self, number: int) -> tuple[dict[str, str], str]:
        lines = self.server.asked[number].partition("\r\n\r\n")[0].split("\r\n")[1:]
        pairs = (line.partition(": ") for line in lines)
        return {name.lower(): value for name, _colon, value in pairs}, self.bodies[number]


def test_the_library_accepts_what_is_sent_and_nothing_else(cast: Cast, settings: Any) -> None:
    """With either secret while one is changed; a changed body, id or secret is refused."""
    settings.FETCH_URL = "guarded:?http=yes&private=yes"
    endpoint, before = register_webhook(
        person=cast.ibrahim, organisation=cast.college, address="https://hooks.example.org/"
    )
    _endpoint, after = rotate_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
    wire = Wire()
    with wire.server:
        address = f"http://127.0.0.1:{wire.server.port}/hooks?from=lapel"
        WebhookEndpoint.objects.update(address=address)
        ping_webhook(person=cast.ibrahim, endpoint_id=endpoint.pk)
        deliver_all()
    headers, body = wire.told(0)
    assert wire.server.asked[0].startswith("POST /hooks?from=lapel HTTP/1.1\r\n")
    assert headers["content-type"] == "application/json"

    def judged(secret: str = after, **changed: Any) -> bool:
        question = {"secret": secret, "headers": headers, "body": body, **changed}
        return bool(ask("webhooks", question)["verified"])

    assert judged()
    assert judged(before)
    assert not judged("whsec_" + "A" * 43 + "=")
    assert not judged(body=body.replace("ping", "pong"))
    assert not judged(headers={**headers, "webhook-id": "another"})
    assert not judged(headers={**headers, "webhook-timestamp": "1"})
