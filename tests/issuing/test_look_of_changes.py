"""The pages that change awards, in a real browser: accessible, never wider than the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from axe import violations
from browser import overflow, sign_in
from issuing.earning import earned
from issuing.test_life_of_an_award import moved
from lapel.journey.issuing import actions
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share
from mailing import sign_in_as
from sharing.test_look import fits

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from lapel.journey.issuing.models import Award
    from review.stage import Stage

pytestmark = pytest.mark.journey


@pytest.fixture
def award(live_server: LiveServer, stage: Stage) -> Award:
    """Give a shared award with another end, whose holder has moved since."""
    found = earned(stage)
    change_share(person=found.person, award_id=found.pk, is_public=True, shows_name=True)
    actions.change_one(
        person=stage.cast.hana,
        verb="expire",
        award_id=found.pk,
        terms=actions.Terms(
            words="The rules of the programme changed.",
            reason="policy",
            valid_until=now() + timedelta(days=30),
        ),
    )
    deliver_all()
    moved(found.person, "amina@new.example")
    return found


def test_the_officers_pages_of_changes_are_accessible_on_a_phone(
    phone: Page, award: Award, stage: Stage, live_server: LiveServer
) -> None:
    """How to choose, the look before, each act on one award, and what became of it."""
    client = sign_in_as(Client(), stage.cast.hana)
    phone.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    act = award.standings.get()
    pages = [f"/issuing/awards/{award.pk}/", f"/issuing/awards/changes/{act.change_id}/"]
    verbs = ("expire", "refresh", "reissue")
    pages += [f"/issuing/awards/{award.pk}/{verb}/" for verb in verbs]
    pages += ["/issuing/awards/change/"]
    assert [each for address in pages for each in fits(phone, address)] == []
    phone.get_by_label("What to do").select_option("refresh")
    phone.get_by_label("Or their numbers").fill(f"{award.pk}\nnonsense")
    phone.get_by_role("button", name="Look at them").click()
    phone.get_by_role("heading", name="Sign 1 award anew?").wait_for()
    assert violations(phone) == []
    assert not overflow(phone)


def test_the_holders_pages_of_changes_are_accessible_on_a_phone(
    phone: Page, award: Award, live_server: LiveServer
) -> None:
    """Her portfolio with its notice, the award, what to re-issue, and what the world sees."""
    sign_in(phone, live_server, award.person)
    pages = ["/sharing/", f"/sharing/awards/{award.pk}/", "/sharing/reissue/"]
    pages += [f"/sharing/badge/{award.pk}/"]
    assert [each for address in pages for each in fits(phone, address)] == []
