"""The pages of issuing and sharing in a real browser: accessible, never wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from axe import violations
from browser import overflow, sign_in
from documents import publish
from issuing.earning import earned, staged
from lapel.journey.catalogue.actions import publish_stack
from lapel.journey.issuing.actions import revoke
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cast import Cast
    from review.stage import Stage

pytestmark = pytest.mark.journey
STACK = {
    "format": "lapel/stack@1",
    "slug": "talk",
    "title": "Talk",
    "summary": "Two proofs about talk.",
    "level": "Proficient",
    "category": "assessment strategies",
    "statement": "The holder leads talk in which students think.",
    "requires": {"all": ["waiting", "asking"]},
}


@pytest.fixture
def awards(live_server: LiveServer, stage: Stage) -> dict[str, Award]:
    """Give a shared award with her name, a revoked one, and the stack they complete."""
    cast = stage.cast
    other = staged(cast, "asking", "Asking openly")
    publish_stack(person=cast.dara, organisation=cast.college, content=STACK)
    first, second = earned(stage), earned(other)
    stack = Award.objects.get(achievement__stack__isnull=False)
    for award in (first, second):
        change_share(person=cast.amina, award_id=award.pk, is_public=True, shows_name=True)
    revoke(person=cast.hana, award_id=second.pk, reason="integrity", words="Another lesson.")
    deliver_all()
    return {"valid": first, "revoked": second, "stack": stack}


def fits(page: Page, address: str) -> list[str]:
    """Look at a page by day and by night; give what axe and the screen's width hold against it."""
    found = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        page.goto(address)
        found += [f"{address} {colours}: {each}" for each in violations(page)]
        if overflow(page):
            found.append(f"{address}: {overflow(page)} pixels too wide")
    return found


def test_what_strangers_see_is_accessible_on_a_phone(phone: Page, awards: dict[str, Award]) -> None:
    """Badge pages in force and revoked, issuer, achievement, status list, verify page."""
    award = awards["valid"]
    pages = [
        f"/sharing/badge/{award.pk}/",
        f"/sharing/badge/{awards['revoked'].pk}/",
        "/sharing/verify/",
        f"/id/issuer/{award.achievement.issuer_id}",
        f"/id/achievement/{award.achievement_id}",
        f"/id/status/{award.places.first().status_list_id}",
    ]
    assert [each for address in pages for each in fits(phone, address)] == []


def test_what_the_holder_sees_is_accessible_on_a_phone(
    phone: Page, awards: dict[str, Award], live_server: LiveServer
) -> None:
    """Portfolio, an award shared and one private, and a page only she sees."""
    sign_in(phone, live_server, awards["valid"].person)
    pages = ["/sharing/", f"/sharing/badge/{awards['stack'].pk}/"]
    pages += [f"/sharing/awards/{award.pk}/" for award in awards.values()]
    assert [each for address in pages for each in fits(phone, address)] == []


def test_what_the_officer_sees_is_accessible_on_a_phone(
    phone: Page, awards: dict[str, Award], stage: Stage, live_server: LiveServer
) -> None:
    """List with its notice, detail, the three acts, keys, one to be disowned."""
    from django.test import Client

    from mailing import sign_in_as

    client = sign_in_as(Client(), stage.cast.hana)
    phone.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    award = awards["valid"]
    pages = ["/issuing/", "/issuing/?search=nobody", "/issuing/keys/"]
    pages += [f"/issuing/awards/{each.pk}/" for each in awards.values()]
    pages += [f"/issuing/awards/{award.pk}/{verb}/" for verb in ("revoke", "suspend", "reinstate")]
    pages += [f"/issuing/keys/{award.key_id}/disown/"]
    assert [each for address in pages for each in fits(phone, address)] == []


def test_a_badge_is_verified_by_hand_in_a_browser(
    page: Page, awards: dict[str, Award], tmp_path
) -> None:
    """A file is chosen, the answer comes first on the page, and axe finds nothing in it."""
    file = tmp_path / "badge.json"
    file.write_text(awards["valid"].document)
    page.goto("/sharing/verify/")
    page.get_by_label("A badge file").set_input_files(file)
    page.get_by_role("button", name="Verify").click()
    page.get_by_role("heading", name="Valid: issued by").wait_for()
    assert violations(page) == []


def test_headings_within_a_page_stand_apart_from_what_is_before(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    """By so many pixels at least; what belongs to it is near, but does not touch it."""
    publish(cast)
    above = "e => e.getBoundingClientRect().top - {}.getBoundingClientRect().bottom"
    below = (
        "e => e.nextElementSibling.getBoundingClientRect().top - e.getBoundingClientRect().bottom"
    )
    places = {
        "/catalogue/wait-time/": ("Research", "e.previousElementSibling", 20),
        "/sharing/verify/": ("What the answers mean", "e.parentElement.previousElementSibling", 36),
    }
    for address, (words, before, least) in places.items():
        page.goto(f"{live_server.url}{address}")
        heading = page.get_by_role("heading", name=words, exact=True)
        assert heading.evaluate(above.format(before)) >= least
        assert heading.evaluate(below) >= 7
