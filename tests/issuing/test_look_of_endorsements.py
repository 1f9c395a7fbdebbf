"""The pages of endorsements in a real browser: accessible, never wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from axe import violations
from browser import overflow, sign_in
from issuing.earning import earned
from issuing.praising import asked, asked_of_mentor, endorsed, signed
from lapel.journey.issuing.actions import Body
from lapel.journey.issuing.models import Endorsement
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import page_address
from mailing import sign_in_as
from sharing.test_look import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person
    from review.stage import Stage

pytestmark = pytest.mark.journey


@pytest.fixture
def award(live_server: LiveServer, stage: Stage) -> Award:
    """Give a shared award that is endorsed itself, by its issuer's endorser, and by its kind's."""
    found = earned(stage)
    change_share(person=found.person, award_id=found.pk, is_public=True, shows_name=True)
    endorsed(stage)
    endorsed(stage, stage.cast.college, person=stage.cast.hana)
    signed(asked_of_mentor(found, stage.cast), stage.cast.chipo)
    return found


def signed_in(phone: Page, live_server: LiveServer, someone: Person) -> None:
    """Sign in somebody who needs two factors."""
    cookie = sign_in_as(Client(), someone).cookies["sessionid"].value
    phone.context.clear_cookies()
    phone.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_the_pages_of_who_asks_and_who_answers_fit_a_phone(
    phone: Page, award: Award, stage: Stage, live_server: LiveServer
) -> None:
    """A designer's list and form, an officer's, a holder's, a keeper's, and a mentor's answer."""
    asked(stage, endorser=Body(name="Board of Teachers", email="clerk@board.example.org"))
    waits = Endorsement.objects.get(body__gt="")
    given = Endorsement.objects.get(award=award)
    home = "/issuing/endorsements/"
    looks = {
        stage.cast.dara: [home, f"{home}ask/", f"{home}{waits.pk}/"],
        stage.cast.ibrahim: [home, f"{home}{waits.pk}/"],
        award.person: [
            home,
            f"/issuing/awards/{award.pk}/endorse/",
            f"/sharing/awards/{award.pk}/",
        ],
        stage.cast.chipo: [f"{home}{given.pk}/"],
    }
    for someone, pages in looks.items():
        signed_in(phone, live_server, someone)
        assert [each for address in pages for each in fits(phone, address)] == []


def test_a_mentor_answers_with_the_keyboard_alone(
    phone: Page, live_server: LiveServer, stage: Stage
) -> None:
    """She types her words, checks the box with the space bar, and sends with Enter."""
    award = earned(stage)
    request = asked_of_mentor(award, stage.cast)
    sign_in(phone, live_server, stage.cast.chipo)
    phone.goto(f"{live_server.url}/issuing/endorsements/{request.pk}/")
    phone.get_by_label("What you vouch for").focus()
    phone.keyboard.type("I saw her wait, week after week.")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.get_by_text("It is being signed, and is public").wait_for()
    assert violations(phone) == []
    assert not overflow(phone)
    request.refresh_from_db()
    assert request.comment == "I saw her wait, week after week."


def test_what_the_world_reads_of_endorsements_fits_a_phone(
    phone: Page, award: Award, stage: Stage, live_server: LiveServer
) -> None:
    """The badge, the micro-credential, the achievement, the issuer, and each endorsement."""
    pages = [
        f"/sharing/badge/{award.pk}/",
        f"/catalogue/{stage.microcredential.slug}/",
        f"/id/achievement/{award.achievement_id}",
        f"/id/issuer/{award.achievement.issuer_id}",
        *(f"/id/endorsement/{each.pk}" for each in Endorsement.objects.all()),
    ]
    assert [each for address in pages for each in fits(phone, address)] == []


def test_the_verdict_on_an_endorsed_badge_fits_a_phone(
    phone: Page, award: Award, live_server: LiveServer
) -> None:
    """The names of its endorsers' keys are long words in which no line can end."""
    phone.goto(f"{live_server.url}/sharing/verify/")
    phone.get_by_label("Or give the badge's address").fill(page_address(award))
    phone.get_by_role("button", name="Verify", exact=True).click()
    phone.get_by_text("The endorsement by").first.wait_for()
    assert violations(phone) == []
    assert not overflow(phone)
