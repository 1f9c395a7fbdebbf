"""The page on which a teacher lets notifications come to her devices, and takes them off."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from lapel.domain.badges.multiformats import base64url_encode
from lapel.journey.messaging.actions import make_push_key
from lapel.journey.messaging.models import PushDevice
from lapel.journey.messaging.queries import DEVICE_COOKIE, devices_of
from lapel.journey.record.actions import deliver_all
from lapel.ports import fetch
from mailing import sign_in_as
from messaging.receiving import Receiver
from messaging.test_pushes import ANDROID
from ports.push.devices import Browser

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

RHYTHM = "/learning/today/rhythm/"
DEVICES = "/messaging/devices/"


def shown(client: Client) -> str:
    return unescape(client.get(RHYTHM).content.decode())


def wish(client: Client, browser: Browser | None = None) -> dict[str, str]:
    """Give what the page's script sends."""
    key = client.post(f"{DEVICES}key/").json()["key"]
    return {**(browser or Browser()).gives, "key": key}


@pytest.fixture
def amina(client: Client, cast: Cast) -> Client:
    sign_in_as(client, cast.amina)
    return client


@pytest.fixture
def device(amina: Client, cast: Cast) -> PushDevice:
    """Let Amina's phone in, through the page."""
    amina.post(DEVICES, wish(amina), headers={"user-agent": ANDROID})
    return devices_of(cast.amina).get()


def test_a_device_is_let_in_listed_tried_and_taken_off(
    amina: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own name; and the box “by notification” is ticked with it."""
    service = Receiver()
    monkeypatch.setattr(fetch, "from_url", lambda _url: service)
    assert "No device yet." in shown(amina)
    done = amina.post(DEVICES, wish(amina), headers={"user-agent": ANDROID}, follow=True)
    page = unescape(done.content.decode())
    assert "Chrome on Android" in page
    assert "this device" in page
    assert re.search(r'name="by_push"[^>]* checked', page)
    cookie = amina.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    device = devices_of(cast.amina).get()
    said = amina.post(f"{DEVICES}{device.pk}/try/", follow=True).content.decode()
    assert "It is on its way." in said
    deliver_all()
    assert Browser().told(service.taken[0][1])["title"] == "Reminders come to this device"
    assert "half a minute" in amina.post(f"{DEVICES}{device.pk}/try/", follow=True).content.decode()
    gone = amina.post(f"{DEVICES}{device.pk}/off/", follow=True).content.decode()
    assert "No device yet." in gone


def test_the_key_stays_the_same_and_is_public_only(amina: Client, cast: Cast) -> None:
    """65 bytes, a point: 87 letters of base64url."""
    one, other = (amina.post(f"{DEVICES}key/").json() for _time in range(2))
    assert one == other
    assert one == {"key": base64url_encode(bytes(make_push_key(person=cast.femi).public))}
    assert len(one["key"]) == 87


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"endpoint": "http://push.example.net/a"}, "nothing that a browser gives"),
        ({"endpoint": "https://push.example.net/" + "a" * 1000}, "nothing that a browser gives"),
        ({"p256dh": "?"}, "nothing that a browser gives"),
        ({"p256dh": "A" * 101}, "nothing that a browser gives"),
        ({"auth": ""}, "nothing that a browser gives"),
        ({"key": "AAAA"}, "has changed"),
    ],
    ids=["plain http", "too long", "no base64", "a long key", "no secret", "another key"],
)
def test_what_cannot_be_let_in_is_said_in_plain_words(
    amina: Client, changed: dict[str, str], said: str
) -> None:
    """Nothing is kept of it, and no cookie set."""
    answer = amina.post(DEVICES, {**wish(amina), **changed}, follow=True)
    assert said in unescape(answer.content.decode())
    assert not PushDevice.objects.exists()
    assert DEVICE_COOKIE not in amina.cookies


@pytest.mark.parametrize("path", ["off/", "try/"])
def test_anothers_device_is_not_there(
    device: PushDevice, client: Client, cast: Cast, path: str
) -> None:
    """Not even for who knows its id; and it stays."""
    client.logout()
    sign_in_as(client, cast.femi)
    assert client.post(f"{DEVICES}{device.pk}/{path}").status_code == 404
    assert PushDevice.objects.get() == device
    assert "Chrome on Android" not in shown(client)


def test_what_hinders_it_is_said_beside_the_device(device: PushDevice, amina: Client) -> None:
    """In words; the address of the push service is nowhere on the page."""
    said = {"template": "The push service answered with status {status}."}
    PushDevice.objects.update(error={**said, "facts": {"status": "503"}})
    page = shown(amina)
    assert "did not get through: The push service answered with status 503." in page
    assert "push.example.net" not in page


def test_signing_out_ends_what_comes_to_this_device(device: PushDevice, amina: Client) -> None:
    """Who gives a tablet back leaves nothing on it."""
    amina.post(reverse("account_logout"))
    assert not PushDevice.objects.exists()


def test_somebody_else_who_signs_in_there_ends_it_too(
    device: PushDevice, client: Client, cast: Cast, settings: Any
) -> None:
    """Her session was over, or she never signed out; she herself may sign in again."""
    from lapel.doors.web.accounts.adapters import AccountAdapter

    def signs_in(person: Any) -> None:
        request = client.get("/").wsgi_request
        AccountAdapter(request).login(request, person)

    signs_in(cast.amina)
    assert PushDevice.objects.exists()
    signs_in(cast.femi)
    assert not PushDevice.objects.exists()


def test_where_it_is_switched_off_nothing_is_offered(amina: Client, settings: Any) -> None:
    """Neither the box nor the list, nor a key."""
    settings.PUSH_URL = "off:"
    page = shown(amina)
    assert "Remind me by mail" in page
    assert "by_push" not in page
    assert "Notifications on your devices" not in page
    assert amina.post(f"{DEVICES}key/").status_code == 404


def test_a_browser_nobody_knows_has_a_name_too(amina: Client) -> None:
    """A browser of tomorrow says what it likes."""
    amina.post(DEVICES, wish(amina), headers={"user-agent": "Mosaic/1"})
    assert "A browser" in shown(amina)
    PushDevice.objects.update(system="Linux")
    assert "<strong>Linux</strong>" in shown(amina)
