"""Reminders as notifications: to her devices alone, within her hours, nothing private in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from lapel.domain.badges.multiformats import base64url_decode
from lapel.journey.learning.actions import set_rhythm, take_off
from lapel.journey.learning.events import SessionWaits
from lapel.journey.learning.queries import rhythm_of
from lapel.journey.messaging import actions
from lapel.journey.messaging.models import Message, PushDevice
from lapel.journey.messaging.queries import (
    devices_of,
    mark_of,
    marked,
    opened,
    push_contact,
    push_key,
    unpacked,
)
from lapel.journey.messaging.queries.devices import MOST, device_names
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import announce, deliver_all
from lapel.journey.record.queries import history, parked_deliveries
from lapel.ports import fetch
from lapel.ports.fetch import FetchRefused
from lapel.ports.push import Device
from lapel.ports.push.vapid import public_of
from learning.test_daily import USUAL, entry, hers, keep, on
from messaging.receiving import Receiver
from ports.push.devices import Browser

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person

__all__ = ["hers"]
HOUR = 1 / 24  # of `on`, which counts in days
REMINDED = 1 + 2.5 * HOUR  # Tuesday 16:30 in Nairobi
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    service = Receiver()
    monkeypatch.setattr(fetch, "from_url", lambda _url: service)
    return service


def let_in(person: Person, browser: Browser | None = None, **changed: Any) -> PushDevice:
    """Let a browser in as its page would."""
    given = (browser or Browser()).device
    key = bytes(actions.make_push_key(person=person).public)
    wish = {"device": given, "key": key, "user_agent": ANDROID, **changed}
    return actions.let_device_in(person=person, **wish)


@pytest.fixture
def device(cast: Cast, hers: Enrolment) -> PushDevice:
    """Let Amina's phone in on Monday at 17:30; she is reminded at 16:30, quiet from 19 to 7."""
    with on(3.5 * HOUR):
        set_rhythm(person=cast.amina, **USUAL | {"by_mail": False})
        return let_in(cast.amina)


def run(*days: float) -> None:
    """Let jobs be done at these times."""
    for day in days:
        with on(day):
            deliver_all()


# --- one decision, two ways out ------------------------------------------------------------------


def test_a_reminder_comes_at_her_hour_and_says_only_how_long_and_where(
    device: PushDevice, service: Receiver
) -> None:
    """A lock screen is read by whoever stands beside it; her quiet hours begin at 19:00."""
    run(REMINDED - 0.01)
    assert service.taken == []
    run(REMINDED)
    [(url, body, headers)] = service.taken
    assert url == Browser().endpoint
    assert Browser().told(body) == {
        "title": "Today: 15 minutes",
        "lang": "en",
        "url": "/learning/today/",
        "tag": "today",
    }
    assert 2.5 * 3600 - 60 < int(headers["TTL"]) <= 2.5 * 3600
    assert headers["Topic"] == "today"
    run(REMINDED + 2 * HOUR)
    assert len(service.taken) == 1


@pytest.mark.parametrize("by_mail", [True, False])
@pytest.mark.parametrize("by_push", [True, False])
def test_she_chooses_mail_notifications_both_or_none(
    device: PushDevice, service: Receiver, cast: Cast, by_mail: bool, by_push: bool
) -> None:
    """One decision, and no way out but those she wants."""
    with on(4 * HOUR):
        set_rhythm(person=cast.amina, **USUAL | {"by_mail": by_mail, "by_push": by_push})
    run(REMINDED)
    assert Message.objects.filter(kind="session").count() == by_mail
    assert len(service.taken) == by_push
    assert (rhythm_of(cast.amina).chain is not None) is (by_mail or by_push)


def test_it_comes_in_her_language_to_each_of_her_devices(
    device: PushDevice, service: Receiver, cast: Cast, hers: Enrolment
) -> None:
    """A phone and a laptop; nobody else's."""
    laptop = Browser(endpoint="https://push.example.net/laptop", secret=b"another browser!")
    with on(4 * HOUR):
        let_in(cast.amina, laptop)
        let_in(cast.femi, Browser(endpoint="https://push.example.net/femi"))
    run(REMINDED)
    got = {url: body for url, body, _headers in service.taken}
    assert got.keys() == {Browser().endpoint, laptop.endpoint}
    assert laptop.told(got[laptop.endpoint])["title"] == "Today: 15 minutes"


def test_letting_a_device_in_is_asking_to_be_reminded_there(cast: Cast, hers: Enrolment) -> None:
    """One click; her hour and quiet hours are the usual ones until she sets others."""
    with on(0.01):
        let_in(cast.amina)
    rhythm = rhythm_of(cast.amina)
    assert rhythm.by_push
    assert not rhythm.by_mail
    assert rhythm.chain is not None


# --- within her hours ----------------------------------------------------------------------------


def test_a_reminder_that_could_not_go_before_her_quiet_hours_is_dropped(
    device: PushDevice, service: Receiver
) -> None:
    """The service is down all evening: it is asked ever more rarely, and not after 19:00."""
    service.answers = [503] * 50
    minutes = [0, 1, 2, 6, 8, 21, 25, 51, 55, 111, 115, 149, 155, 200, 400, 800]
    run(*(REMINDED + each * HOUR / 60 for each in minutes))
    assert 5 <= len(service.taken) <= 7
    lasts = [int(headers["TTL"]) for _url, _body, headers in service.taken]
    assert lasts == sorted(lasts, reverse=True)
    assert lasts[-1] > 0
    assert list(parked_deliveries()) == []
    device.refresh_from_db()
    assert unpacked(device.error) == "The push service answered with status 503."


def test_a_reminder_that_was_refused_goes_when_the_service_is_back(
    device: PushDevice, service: Receiver
) -> None:
    """And what is said beside the device goes with it."""
    service.answers = [429]
    run(REMINDED)
    device.refresh_from_db()
    assert device.error
    run(REMINDED + HOUR / 30)
    assert len(service.taken) == 2
    device.refresh_from_db()
    assert device.error == {}


def test_a_job_that_comes_late_at_night_sends_nothing(
    device: PushDevice, service: Receiver
) -> None:
    """The machine was off from 16:30 to 20:00; the next day's hour is another one."""
    with on(REMINDED + 3.5 * HOUR):
        announce(SessionWaits(person_id=device.person_id, day="2026-03-10"))
        deliver_all()
    assert service.taken == []


@pytest.mark.parametrize("what", ["done", "day off", "no more", "another day"])
def test_what_was_announced_is_looked_at_again_before_it_goes(
    device: PushDevice, service: Receiver, cast: Cast, hers: Enrolment, what: str
) -> None:
    """A minute can be enough to do the session, to take the day off, or to change one's mind."""
    service.answers = [503]
    run(REMINDED)
    with on(REMINDED + HOUR / 100):
        if what == "done":
            assert keep(hers, entry(hers, "effort", effort=4, closing="practice")) == {}
        elif what == "day off":
            day = datetime(2026, 3, 10, tzinfo=UTC).date()
            take_off(person=cast.amina, first=day, last=day)
        elif what == "no more":
            set_rhythm(person=cast.amina, **USUAL)
    run(REMINDED + (1 if what == "another day" else HOUR / 30))
    days = [headers["TTL"] for _url, _body, headers in service.taken]
    assert len(days) == (2 if what == "another day" else 1)


def test_a_reminder_of_yesterday_that_comes_late_is_the_only_one_of_its_day(
    device: PushDevice, service: Receiver, cast: Cast
) -> None:
    """The machine was off since Monday noon and is started on Tuesday, an hour before her hour."""
    with on(0.01):
        set_rhythm(person=cast.amina, **USUAL | {"by_mail": False, "by_push": True})
    run(REMINDED - HOUR, REMINDED)
    assert len(service.taken) == 1


# --- gone, guarded, bounded ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    device: PushDevice, service: Receiver, cast: Cast, status: int
) -> None:
    """RFC 8030, section 7.3: nothing reaches it any more; nobody goes on asking."""
    service.answers = [status]
    run(REMINDED, REMINDED + HOUR)
    assert len(service.taken) == 1
    assert not devices_of(cast.amina).exists()
    assert list(parked_deliveries()) == []
    assert "device gone" in [each.action for each in history("person", cast.amina.pk)]


def test_an_address_in_our_own_network_is_never_asked(
    cast: Cast, hers: Enrolment, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes a browser's answer herself gets no further than the guard (SSRF)."""
    settings.FETCH_URL = "guarded:"
    monkeypatch.setattr("socket.create_connection", lambda *_a, **_k: pytest.fail("it was asked"))
    with on(0.01):
        inside = let_in(cast.amina, Browser(endpoint="https://127.0.0.1:8000/admin"))
        actions.try_device(person=cast.amina, device_id=inside.pk)
        deliver_all()
    inside.refresh_from_db()
    assert unpacked(inside.error) == "The host 127.0.0.1 is not on the public internet."


GIVEN = Browser().device
WRONG = {
    "plain http": {"endpoint": "http://push.example.net/a"},
    "a user": {"endpoint": "https://me:secret@push.example.net/a"},
    "no host": {"endpoint": "https:///a"},
    "no port": {"endpoint": "https://push.example.net:port/a"},
    "a line break": {"endpoint": "https://push.example.net/a\nb"},
    "an endless address": {"endpoint": "https://push.example.net/" + "a" * 1000},
    "a file": {"endpoint": "file:///etc/passwd"},
    "a short secret": {"secret": b"short"},
    "a point that is none": {"public": b"\x04" + b"\x01" * 64},
}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_what_no_browser_gives_is_not_let_in(cast: Cast, hers: Enrolment, wrong: str) -> None:
    """Bounded and https only; whether the host is public is judged each time it is asked."""
    known = {"endpoint": GIVEN.endpoint, "public": GIVEN.public, "secret": GIVEN.secret}
    changed: dict[str, Any] = WRONG[wrong]
    with pytest.raises(actions.Refusal, match="nothing that a browser gives"):
        let_in(cast.amina, device=Device(**{**known, **changed}))
    assert not PushDevice.objects.exists()


def test_another_key_than_ours_is_not_let_in(cast: Cast, hers: Enrolment) -> None:
    """The page was open while the key was changed: its subscription would never be taken."""
    with pytest.raises(actions.Refusal, match="has changed"):
        let_in(cast.amina, key=GIVEN.public)


def test_a_person_has_a_bounded_number_of_devices(cast: Cast, hers: Enrolment) -> None:
    """One that is let in anew takes its own place."""
    made = [
        let_in(cast.amina, Browser(endpoint=f"https://push.example.net/{n}")) for n in range(MOST)
    ]
    with pytest.raises(actions.Refusal, match="At most 10 devices"):
        let_in(cast.amina)
    let_in(cast.amina, Browser(endpoint=made[0].endpoint))
    assert devices_of(cast.amina).count() == MOST


# --- whose device it is --------------------------------------------------------------------------


def test_nobody_takes_off_or_tries_anothers_device(
    device: PushDevice, cast: Cast, service: Receiver
) -> None:
    """An id is no permission."""
    with pytest.raises(PermissionDenied):
        actions.take_device_off(person=cast.femi, device_id=device.pk)
    with pytest.raises(actions.Refusal):
        actions.try_device(person=cast.femi, device_id=device.pk)
    assert devices_of(cast.amina).count() == 1


def test_a_browser_that_somebody_else_lets_in_is_hers_no_more(
    device: PushDevice, cast: Cast
) -> None:
    """A shared tablet in the staff room reminds whoever asked last."""
    let_in(cast.femi)
    assert not devices_of(cast.amina).exists()
    assert devices_of(cast.femi).count() == 1


def test_signing_out_or_in_as_another_ends_it_on_that_device(
    device: PushDevice, cast: Cast
) -> None:
    """Known by the device's own cookie; a cookie that we did not write names nothing."""
    actions.leave_device(mark="")
    actions.leave_device(mark=f"{device.pk}:forged")
    actions.leave_device(mark=mark_of(device), for_person=cast.amina)
    assert devices_of(cast.amina).count() == 1
    actions.leave_device(mark=mark_of(device), for_person=cast.femi)
    assert not devices_of(cast.amina).exists()
    assert marked(mark_of(device)) == device.pk
    again = let_in(cast.amina)
    actions.leave_device(mark=mark_of(again))
    actions.leave_device(mark=mark_of(again))
    assert not devices_of(cast.amina).exists()


def test_who_leaves_leaves_no_device(device: PushDevice, cast: Cast, service: Receiver) -> None:
    """Address, key and secret of her browser are hers, and go with her account."""
    with on(REMINDED - 0.01):
        leave(person=cast.amina)
    run(REMINDED)
    assert service.taken == []
    assert not PushDevice.objects.exists()


# --- trying, and the key -------------------------------------------------------------------------


def test_she_has_one_come_now_at_any_hour_but_not_again_and_again(
    device: PushDevice, cast: Cast, service: Receiver
) -> None:
    """At nine in the evening: she asks herself. It leads to where reminders are set."""
    with on(1 + 7 * HOUR):
        actions.try_device(person=cast.amina, device_id=device.pk)
        with pytest.raises(actions.Refusal, match="half a minute"):
            actions.try_device(person=cast.amina, device_id=device.pk)
        deliver_all()
    told = [Browser().told(body) for _url, body, _h in service.taken]
    assert [each["url"] for each in told if each["tag"] == "trial"] == ["/learning/today/rhythm/"]
    assert service.taken[-1][2]["Topic"] == "trial"  # no reminder that still waits gives way to it


def test_a_try_that_fails_is_said_and_not_repeated(
    device: PushDevice, cast: Cast, service: Receiver
) -> None:
    """She presses the button again if she likes."""
    service.answers = [FetchRefused("The answer took too long.")]
    with on(4 * HOUR):
        actions.try_device(person=cast.amina, device_id=device.pk)
        deliver_all()
    run(4.5 * HOUR)
    assert len(service.taken) == 1
    device.refresh_from_db()
    assert unpacked(device.error) == "The answer took too long."


def test_the_instance_signs_with_one_key_and_says_whom_to_write_to(
    device: PushDevice, cast: Cast, service: Receiver, settings: Any
) -> None:
    """RFC 8292: the key that browsers let in; the contact of the settings."""
    key = push_key()
    assert key is not None
    assert actions.make_push_key(person=cast.femi).pk == key.pk
    assert public_of(opened(key)) == bytes(key.public)
    settings.BASE_URL, settings.MAIL_FROM = "http://localhost", "Lapel <post@school.example>"
    assert push_contact() == "mailto:post@school.example"
    settings.BASE_URL = "https://lapel.example.org"
    run(REMINDED)
    token = service.taken[0][2]["Authorization"].partition("t=")[2].partition(",")[0]
    claims = json.loads(base64url_decode(token.split(".")[1]))
    assert claims["sub"] == "https://lapel.example.org"
    settings.PUSH_URL = "webpush:?contact=mailto:it@school.example"
    assert push_contact() == "mailto:it@school.example"


def test_a_key_that_does_not_open_is_said_and_sends_nothing(
    device: PushDevice, service: Receiver, settings: Any
) -> None:
    """LAPEL_KEYS_SECRET was changed; `lapel doctor` says so too."""
    settings.KEYS_SECRET = "another secret altogether"
    run(REMINDED)
    assert service.taken == []
    device.refresh_from_db()
    assert "another LAPEL_KEYS_SECRET" in unpacked(device.error)


def test_a_new_key_ends_what_was_let_in_under_the_former_one(
    device: PushDevice, cast: Cast
) -> None:
    """A subscription is bound to the key it was made with (RFC 8292, section 4)."""
    former = push_key()
    assert actions.renew_push_key() == 1
    key = push_key()
    assert key is not None
    assert former is not None
    assert bytes(key.public) != bytes(former.public)
    assert public_of(opened(key)) == bytes(key.public)
    assert not PushDevice.objects.exists()


def test_nothing_is_owed_where_notifications_are_switched_off(
    device: PushDevice, cast: Cast, service: Receiver, settings: Any
) -> None:
    """Also what was announced before that."""
    service.answers = [503]
    run(REMINDED)
    settings.PUSH_URL = "off:"
    run(REMINDED + HOUR / 30)
    assert len(service.taken) == 1
    assert actions.owe_pushes(person=cast.amina, day="2026-03-10") == 0
    with pytest.raises(actions.Refusal, match="switched off"):
        let_in(cast.amina)


@pytest.mark.parametrize(
    ("says", "names"),
    [
        (ANDROID, ("Chrome", "Android")),
        (
            "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
            ("Firefox", "Android"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", ("Edge", "Windows")),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605.1",
            ("Safari", "Mac"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/142.0 Safari/537.36", ("Chrome", "ChromeOS")),
        ("curl/8", ("", "")),
    ],
)
def test_a_device_is_called_as_people_call_it(says: str, names: tuple[str, str]) -> None:
    """So that she knows which of hers it is."""
    assert device_names(says) == names


def test_a_day_is_over_where_her_quiet_hours_begin_or_at_midnight(
    cast: Cast, hers: Enrolment
) -> None:
    """In her own zone; quiet hours that are none leave the day."""
    from lapel.journey.learning.models import DailyRhythm
    from lapel.journey.learning.queries import reminder_ends, zone_of

    rhythm = DailyRhythm(person=cast.amina)
    zone = zone_of(rhythm)
    moment = datetime(2026, 3, 10, 13, 30, tzinfo=UTC)
    assert reminder_ends(rhythm, moment, zone) == datetime(2026, 3, 10, 16, tzinfo=UTC)
    rhythm.quiet_until = rhythm.quiet_from
    assert reminder_ends(rhythm, moment, zone) == datetime(2026, 3, 10, 21, tzinfo=UTC)
    assert reminder_ends(rhythm, moment, zone) - moment < timedelta(days=1)
