"""The demo's one-click sign-in and mailbox."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import resolve

from cast import belongs
from lapel.doors.cli.demo.told import CONTENT
from lapel.journey.people.actions import open_account
from lapel.journey.people.models import Role
from lapel.journey.people.views.demo import TOUR

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from mailing import Mailbox

PATHS = ["/people/demo/", "/people/demo/mail/", f"/people/demo/mail/{'0' * 20}-deadbeef/"]


@pytest.fixture
def zuri(cast: Cast) -> Any:
    person = open_account(email="zuri@lapel.example", name="Zuri")
    belongs(person, cast.college, Role.ISSUER_OFFICER)
    return person


def test_the_demos_people_are_cards_and_nobody_else_is(client: Client, zuri: Any) -> None:
    """Only invented people with a role are offered."""
    page = client.get("/people/demo/").content.decode()
    assert "Sign in as Zuri" in page
    assert "Issuer officer" in page
    assert "Amina" not in page


def test_the_demos_door_begins_with_those_whom_the_tour_meets(client: Client, zuri: Any) -> None:
    """In its order, the stranger without a role too; the others stand behind them."""
    for name in ("Femi", "Amina"):
        open_account(email=f"{name.lower()}@lapel.example", name=name)
    page = client.get("/people/demo/").content.decode()
    places = [page.index(f"Sign in as {name}") for name in ("Amina", "Femi", "Zuri")]
    assert places == sorted(places)
    assert "1 more person" in page


def test_the_demos_door_says_where_to_see_what(client: Client, zuri: Any) -> None:
    """Each matter leads to a page there is, as a person whom `content/` tells of."""
    told = json.loads((CONTENT / "people.json").read_text(encoding="utf-8"))
    known = {person["slug"] for person in told["people"]}
    for _matter, person, way in TOUR:
        assert person in known
        assert resolve(way)
    assert "Where to see what" not in client.get("/people/demo/").content.decode()
    gita = open_account(email="gita@lapel.example", name="Gita")
    page = client.get("/people/demo/").content.decode()
    assert "Where to see what" in page
    assert page.count("See it as Gita") == len([each for each in TOUR if each[1] == "gita"])
    answer = client.post("/people/demo/", {"person": gita.pk, "next": "/review/lead/"})
    assert answer["Location"] == "/review/lead/"


def test_a_person_of_the_demo_who_changed_her_address_is_met_as_before(
    client: Client, zuri: Any
) -> None:
    """The tour sends people to change it; its old one, kept beside, still says who she is."""
    amina = open_account(email="amina@lapel.example", name="Amina")
    amina.email = "a.odhiambo@example.org"
    amina.save()
    page = client.get("/people/demo/").content.decode()
    assert page.index("Sign in as Amina") < page.index("Sign in as Zuri")
    assert page.count("Sign in as Amina") == 1
    assert client.post("/people/demo/", {"person": amina.pk}).status_code == 302


def test_one_click_signs_in_with_both_factors(client: Client, zuri: Any) -> None:
    """Even an officer, and she comes from whoever was signed in before."""
    answer = client.post("/people/demo/", {"person": zuri.pk, "next": "/people/me/"})
    assert answer["Location"] == "/people/me/"
    assert client.get("/people/me/").status_code == 200


def test_one_click_signs_in_as_no_real_account(client: Client, cast: Cast, zuri: Any) -> None:
    """The id of anybody else's account is refused, and so is nonsense."""
    assert client.post("/people/demo/", {"person": cast.amina.pk}).status_code == 404
    assert client.post("/people/demo/", {"person": "nonsense"}).status_code == 404
    assert client.get("/people/me/").status_code == 302


def test_one_click_leads_nowhere_else(client: Client, zuri: Any) -> None:
    """A foreign address is ignored."""
    answer = client.post("/people/demo/", {"person": zuri.pk, "next": "//evil.example"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", PATHS)
def test_a_real_instance_has_no_demo_pages(
    client: Client, zuri: Any, settings: Any, mailbox: Mailbox, path: str
) -> None:
    """Neither reading nor posting; the pages do not exist."""
    settings.IS_DEMO = False
    assert client.get(path).status_code == 404
    assert client.post(path, {"person": zuri.pk}).status_code == 404
    assert client.get("/people/me/").status_code == 302
    assert "/people/demo/" not in client.get("/people/sign-in/").content.decode()


def test_a_code_can_be_read_in_the_mailbox(client: Client, mailbox: Mailbox, zuri: Any) -> None:
    """The list shows whom and what; the letter shows the code; its HTML sits in a sandbox."""
    client.post("/people/sign-in/", {"login": "zuri@lapel.example"})
    listed = client.get("/people/demo/mail/").content.decode()
    assert "Your sign-in code for Lapel" in listed
    name = next(mailbox.folder.glob("*.eml")).stem
    page = client.get(f"/people/demo/mail/{name}/").content.decode()
    assert mailbox.code("zuri@lapel.example") in page
    shown = client.get(f"/people/demo/mail/{name}/html/")
    policy = shown["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "x", "0" * 20 + "-deadbeef"])
def test_only_letters_are_served(client: Client, mailbox: Mailbox, db: None, name: str) -> None:
    """A made-up name finds nothing."""
    assert client.get(f"/people/demo/mail/{name}/").status_code == 404
    assert client.get(f"/people/demo/mail/{name}/html/").status_code == 404


def test_the_mailbox_shows_pages_of_letters(client: Client, mailbox: Mailbox, zuri: Any) -> None:
    """Newest first, twenty-five on a page."""
    mailbox.folder.mkdir()
    for number in range(30):
        text = f"To: a@b.org\nSubject: Letter {number}\n\nHello"
        (mailbox.folder / f"{number:020d}-deadbeef.eml").write_text(text)
    first = client.get("/people/demo/mail/").content.decode()
    assert "Letter 29" in first
    assert "Letter 4<" not in first
    assert "Letter 4<" in client.get("/people/demo/mail/?page=2").content.decode()
