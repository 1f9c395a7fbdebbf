"""The credential of an assessor: issued when she qualifies, for as long as she is qualified."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import issue_qualification
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import assessor_references, counting_awards, verdict_on
from lapel.journey.qualification.actions import name_founding
from lapel.journey.record.actions import clock_at, deliver_all
from mailing import sign_in_as
from qualification.room import Room, qualified, tried

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from review.stage import Stage


@pytest.fixture
def room(cast: Cast) -> Room:
    """Put the cast into a room with a training set in use."""
    return Room(cast)


def credential(cast: Cast, room: Room) -> Award:
    qualified(cast.gita, cast.ben, room.version)
    deliver_all()
    return Award.objects.get(person=cast.ben)


def test_r16_passing_issues_an_assessor_credential_that_verifies_for_twelve_months(
    cast: Cast, room: Room
) -> None:
    """It is an Open Badge of its own, says what was asked, and ends with the qualification."""
    award = credential(cast, room)
    assert award.qualification is not None
    assert award.valid_until == award.qualification.until
    assert verdict_on(award).outcome is Outcome.VALID
    document = json.loads(award.document)
    achievement = document["credentialSubject"]["achievement"]
    assert achievement["name"] == f"Assessor: {room.version.title}"
    assert achievement["achievementType"] == "Certification"
    assert "at least 70 %" in achievement["criteria"]["narrative"]
    with clock_at(award.qualification.until + timedelta(seconds=1)):
        assert verdict_on(award).outcome is Outcome.ENDED


def test_her_figures_are_not_in_her_credential(cast: Cast, room: Room) -> None:
    """It says that the bars were reached; no score of a person goes out (DOMAIN.md, red lines)."""
    (piece,) = json.loads(credential(cast, room).public_document)["evidence"]
    assert set(piece) == {"id", "type", "name", "narrative", "genre"}
    assert not any(letter.isdigit() for letter in piece["narrative"])


def test_a_qualification_is_issued_once_however_often_it_is_asked_for(
    cast: Cast, room: Room
) -> None:
    """The job may run twice."""
    award = credential(cast, room)
    assert issue_qualification(qualification_id=award.qualification_id) == award  # type: ignore[arg-type]
    deliver_all()
    assert Award.objects.filter(person=cast.ben).count() == 1


def test_a_renewed_qualification_has_a_credential_of_its_own(cast: Cast, room: Room) -> None:
    """The old one stays as it was signed and ends on its day."""
    first = credential(cast, room)
    assert first.qualification is not None
    with clock_at(first.qualification.until - timedelta(days=10)):
        training = first.qualification.trial.training  # type: ignore[union-attr]
        tried(training)
        deliver_all()
    ends = Award.objects.filter(person=cast.ben).values_list("valid_until", flat=True)
    assert len(set(ends)) == 2


def test_a_founding_assessor_is_named_and_gets_no_credential(cast: Cast, stage: Stage) -> None:
    """She passed nothing yet: the issuer has nothing to sign."""
    name_founding(person=cast.gita, assessor=cast.ben, version=stage.version, language="en")
    deliver_all()
    assert not Award.objects.filter(person=cast.ben).exists()


def test_an_assessors_credential_is_no_micro_credential(cast: Cast, room: Room) -> None:
    """It counts towards no stack and no licence."""
    credential(cast, room)
    assert counting_awards(cast.ben) == {}


def test_r18_the_issuer_resolves_a_reference_to_the_qualification_of_that_day(
    cast: Cast, stage: Stage, client: Client
) -> None:
    """References differ from award to award; behind each stands what she was qualified by."""
    for assessor in (cast.ben, cast.bola):
        name_founding(person=cast.gita, assessor=assessor, version=stage.version, language="en")
    first = earned(stage)
    behind = list(assessor_references(first))
    assert len(behind) == 2
    assert {each.qualification.person for each in behind if each.qualification} == {
        cast.ben,
        cast.bola,
    }
    sign_in_as(client, cast.hana)
    page = client.get(reverse("issuing:award", args=[first.pk])).content.decode()
    assert "Named a founding assessor on" in page


@pytest.mark.parametrize("name", ["sharing:index", "sharing:award"])
def test_her_pages_show_the_credential(cast: Cast, room: Room, client: Client, name: str) -> None:
    """In her portfolio it is told apart from what she proved in class."""
    award = credential(cast, room)
    client.force_login(cast.ben)
    page = client.get(reverse(name, args=[award.pk] if name.endswith("award") else []))
    assert "Assessor: " in page.content.decode()


def test_who_reached_the_anchors_is_led_to_her_badge(
    cast: Cast, room: Room, client: Client
) -> None:
    """An assessor's menu names no portfolio, so the page that says “qualified” leads there."""
    held = qualified(cast.gita, cast.ben, room.version)
    assert held.trial is not None
    client.force_login(cast.ben)
    place = reverse("qualification:trial", args=[held.trial.pk])
    assert "a letter tells you when it is signed" in client.get(place).content.decode()
    deliver_all()
    page = client.get(place).content.decode()
    assert reverse("sharing:award", args=[Award.objects.get(person=cast.ben).pk]) in page
    assert "Your badges" in page  # in her account's menu, on every page


def test_its_public_page_says_what_it_stands_for(cast: Cast, room: Room, client: Client) -> None:
    """Whoever gets the link reads what was asked, and by whose keys she was judged."""
    award = credential(cast, room)
    client.force_login(cast.ben)
    page = client.get(reverse("sharing:badge", args=[award.pk])).content.decode()
    assert "Keys that several people agreed on" in page
    assert "quadratic weighted kappa of at least 0.60" in page
    achievement = client.get(
        reverse("id-achievement", args=[award.achievement_id]), headers={"accept": "text/html"}
    )
    assert "whose rubric its holder may assess by" in achievement.content.decode()
