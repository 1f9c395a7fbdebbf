"""A notification before http_ece, as a browser, and before jose, as a push service (npm)."""

from __future__ import annotations

from typing import Any

import pytest

from lapel.domain.badges.multiformats import base64url_encode
from lapel.ports.fetch import Fetched
from lapel.ports.push import from_url
from lapel.ports.push.vapid import new_key
from peers.asking import ask
from ports.push.devices import Browser

pytestmark = pytest.mark.peer

WORDS = '{"title":"Leo: dakika 15 🦉"}'


def test_a_browser_opens_what_a_service_takes_and_nothing_else() -> None:
    """RFC 8291 and RFC 8292 by other hands; another device, service or token is refused."""
    taken: list[dict[str, Any]] = []

    def post(url: str, /, **given: Any) -> Fetched:
        taken.append(given)
        return Fetched(url, 201, "", {}, b"")

    browser = Browser(endpoint="https://push.example.net:8443/wpush/v2/dGVzdA")
    port = from_url("webpush:", key=new_key(), post=post, contact="mailto:lapel@example.org")
    port.send(browser.device, WORDS.encode(), lasts=60, topic="today")
    number = browser.private.private_numbers().private_value
    question = {
        "endpoint": browser.endpoint,
        "authorization": taken[0]["headers"]["Authorization"],
        "body": base64url_encode(taken[0]["body"]),
        "private": base64url_encode(number.to_bytes(32)),
        "secret": base64url_encode(browser.secret),
    }

    answer = ask("push", question)
    assert answer["errors"] == []
    assert answer["words"] == WORDS
    assert answer["claims"]["sub"] == "mailto:lapel@example.org"
    assert answer["claims"]["aud"] == "https://push.example.net:8443"

    def refused(**changed: str) -> str:
        errors: list[str] = ask("push", question | changed)["errors"]
        return " ".join(each.partition(":")[0] for each in errors)

    assert refused(secret=base64url_encode(b"another device's")) == "words"
    assert refused(endpoint="https://push.example.org/") == "token"
    token, comma, key = question["authorization"].partition(",")
    assert refused(authorization=f"{token[:-4]}AAAA{comma}{key}") == "token"
