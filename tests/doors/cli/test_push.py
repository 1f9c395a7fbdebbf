"""`lapel push`, and what `lapel doctor` says of notifications."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import pytest

from lapel.doors.cli import doctor, push
from lapel.doors.cli.checks import every_check
from lapel.journey.messaging.actions import let_device_in, make_push_key
from lapel.journey.messaging.models import PushDevice, PushKey
from lapel.ports.push.vapid import new_key, public_of
from ports.push.devices import Browser

if TYPE_CHECKING:
    from cast import Cast

OPTIONS = argparse.Namespace(json=True, mail_to="")


def examined(part: str = "push") -> doctor.Finding:
    (check,) = (each for each in every_check() if each.part == part)
    return doctor.examine(OPTIONS, check)


def test_doctor_proves_the_key_and_says_whom_services_may_write_to(
    cast: Cast, settings: Any
) -> None:
    """Before there is one, with one, and where nothing is offered."""
    settings.BASE_URL, settings.MAIL_FROM = "http://localhost:8000", "Lapel <lapel@localhost>"
    found = examined()
    assert found.ok
    assert "when the first device is let in" in found.said
    assert "name a contact in LAPEL_PUSH_URL" in found.said
    make_push_key(person=cast.amina)
    settings.BASE_URL = "https://lapel.example.org"
    found = examined()
    assert found.ok
    assert found.said.startswith("signed with the key, and sealed a word in 108 bytes")
    assert found.said.endswith("may write to https://lapel.example.org")
    settings.PUSH_URL = "off:"
    assert "switched off" in examined().said


def test_doctor_finds_a_key_that_does_not_open_or_is_not_the_one(cast: Cast, settings: Any) -> None:
    """What was sealed under a secret that is lost is of no use to anybody."""
    make_push_key(person=cast.amina)
    secret = settings.KEYS_SECRET
    settings.KEYS_SECRET = "another secret altogether"
    found = examined()
    assert not found.ok
    assert "another LAPEL_KEYS_SECRET" in found.said
    settings.KEYS_SECRET = secret
    PushKey.objects.update(public=public_of(new_key()))
    assert not examined().ok


def test_a_wrong_address_stops_the_start(settings: Any) -> None:
    """And not the page of whoever opens hers first."""
    settings.PUSH_URL = "webpush:?contact=nobody"
    found = examined("settings")
    assert not found.ok
    assert "LAPEL_PUSH_URL cannot be used: Push must be webpush:" in found.said


def test_a_new_key_is_made_and_says_what_it_costs(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is fit again."""
    key = bytes(make_push_key(person=cast.amina).public)
    let_device_in(person=cast.amina, device=Browser().device, key=key, user_agent="")
    parser = argparse.ArgumentParser()
    push.add_arguments(parser)
    assert push.run(parser.parse_args(["--new-key"])) == 0
    assert "let in anew: 1." in capsys.readouterr().out
    assert not PushDevice.objects.exists()
    assert bytes(PushKey.objects.get().public) != key
    assert examined().ok


def test_a_key_is_not_made_by_mistake() -> None:
    """The word alone does nothing: everybody would have to let every device in anew."""
    parser = argparse.ArgumentParser()
    push.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args([])
