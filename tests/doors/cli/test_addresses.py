"""A demo that is served elsewhere than it was loaded says so."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import pytest

from issuing.earning import earned
from lapel.doors.cli import doctor, prepare
from lapel.doors.cli.checks import every_check
from lapel.doors.cli.checks.addresses import moved

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.issuing.models import Award

ELSEWHERE = "http://localhost:9123"


@pytest.fixture
def award(cast: Cast) -> Award:
    """Have an award signed under the address of the tests."""
    from review.stage import Stage

    return earned(Stage(cast))


def examined() -> doctor.Finding:
    (check,) = (each for each in every_check() if each.part == "addresses")
    return doctor.examine(argparse.Namespace(), check)


def test_awards_under_the_address_that_is_served_are_in_order(award: Award, settings: Any) -> None:
    """Nothing is said at the start, and the doctor names the address."""
    assert moved() == ""
    assert examined().ok
    assert settings.BASE_URL in examined().said


def test_an_instance_without_awards_has_nothing_to_say(db: None) -> None:
    """What is not signed leads nowhere."""
    assert moved() == ""


def test_a_demo_served_elsewhere_says_both_addresses_and_the_way_out(
    award: Award, settings: Any
) -> None:
    """At the start and to the doctor."""
    settings.IS_DEMO = True
    loaded, settings.BASE_URL = settings.BASE_URL, ELSEWHERE
    finding = examined()
    assert not finding.ok
    assert finding.said == moved()
    for words in (loaded, ELSEWHERE, "lapel demo --reset", f"LAPEL_BASE_URL={loaded}"):
        assert words in finding.said


def test_a_real_instance_that_moved_is_told_what_the_old_address_must_do(
    award: Award, settings: Any
) -> None:
    """To move is no fault; badges stay checkable while the old address leads here."""
    settings.IS_DEMO = False
    loaded, settings.BASE_URL = settings.BASE_URL, ELSEWHERE
    finding = examined()
    assert finding.ok
    assert loaded in finding.said
    assert "reset" not in finding.said


def test_the_server_says_it_before_it_serves(
    award: Award, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line among its first."""
    monkeypatch.setattr(prepare, "prepare", lambda: None)
    assert prepare.main() == 0
    assert capsys.readouterr().err == ""
    settings.BASE_URL = ELSEWHERE
    assert prepare.main() == 0
    said = capsys.readouterr().err
    assert said.startswith("Note: ")
    assert ELSEWHERE in said
