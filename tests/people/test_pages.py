"""Account, organisations and members: who sees what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from cast import belongs, person
from lapel.journey.people import actions
from lapel.journey.people.models import Invitation, Membership, Role
from lapel.journey.people.queries import has_role
from lapel.journey.record.queries import chain_faults
from mailing import sign_in_as, verify

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

HARBOUR = "/people/organisations/harbour-school/"


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        HARBOUR,
        "/people/invite/",
        "/people/me/",
        "/people/me/data/",
        "/people/me/leave/",
    ],
)
def test_a_visitor_is_asked_to_sign_in(client: Client, cast: Cast, path: str) -> None:
    """And comes back to where she was going."""
    assert client.get(path)["Location"] == f"/people/sign-in/?next={path}"


@pytest.mark.parametrize("name", ["amina", "ben", "femi", "hana"])
def test_leading_is_for_those_who_lead(client: Client, cast: Cast, name: str) -> None:
    """The index and the invitations are refused; an organisation is not even known."""
    sign_in_as(client, getattr(cast, name))
    assert client.get("/people/").status_code == 403
    assert client.get("/people/invite/").status_code == 403
    assert client.get("/people/invite/example.csv").status_code == 403
    assert client.get(HARBOUR).status_code == 404


def test_a_lead_sees_her_district_and_below(client: Client, cast: Cast) -> None:
    """Not the state above, not the college beside, not the district elsewhere."""
    sign_in_as(client, cast.elif_)
    page = client.get("/people/").content.decode()
    assert "Lakeside District" in page
    assert "Harbour School" in page
    assert "Elsewhere District" not in page
    slugs = ["lakeside", "harbour-school", "riverbend", "college", "elsewhere"]
    answers = [client.get(f"/people/organisations/{slug}/").status_code for slug in slugs]
    assert answers == [200, 200, 404, 404, 404]


def test_a_lead_elsewhere_finds_nothing(client: Client, cast: Cast) -> None:
    """Reading, granting, ending and withdrawing across organisations answer 404."""
    invitation = actions.invite(person=cast.elif_, organisation=cast.school, email="n@example.org")
    membership = Membership.objects.get(person=cast.amina)
    sign_in_as(client, cast.emre)
    assert client.get(HARBOUR).status_code == 404
    assert client.post(HARBOUR + "grant/", {"email": "x@example.org"}).status_code == 404
    assert client.post(f"/people/memberships/{membership.pk}/end/").status_code == 404
    assert client.post(f"/people/invitations/{invitation.pk}/withdraw/").status_code == 404


def test_a_lead_cannot_change_roles(client: Client, cast: Cast) -> None:
    """She knows the page, so the answer is 403; the page offers her no button."""
    sign_in_as(client, cast.elif_)
    membership = Membership.objects.get(person=cast.amina)
    assert client.post(HARBOUR + "grant/", {"email": "x@example.org"}).status_code == 403
    assert client.post(f"/people/memberships/{membership.pk}/end/").status_code == 403
    assert "Give a role" not in client.get(HARBOUR).content.decode()


def test_members_are_searched_and_paged(client: Client, cast: Cast) -> None:
    """By words and by role, fifty on a page."""
    for number in range(60):
        belongs(person(f"Teacher{number:02}"), cast.school, Role.TEACHER)
    sign_in_as(client, cast.elif_)
    first = client.get(HARBOUR).content.decode()
    assert "Page 1 of 2" in first
    assert "Teacher59" not in first
    assert "Teacher59" in client.get(HARBOUR + "?page=2").content.decode()
    found = client.get(HARBOUR + "?words=teacher59 harbour").content.decode()
    assert "1 membership" in found
    found = client.get(HARBOUR + "?role=mentor").content.decode()
    assert "Chipo" in found
    assert "Teacher00" not in found
    assert "Nobody fits" in client.get(HARBOUR + "?words=xyz").content.decode()


def test_the_list_of_members_asks_few_questions(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """The number of queries does not grow with the members."""
    for number in range(40):
        belongs(person(f"Teacher{number:02}"), cast.school, Role.TEACHER)
    sign_in_as(client, cast.ibrahim)
    with django_assert_max_num_queries(30):
        client.get(HARBOUR)


def test_an_administrator_gives_a_role_at_once_or_by_invitation(client: Client, cast: Cast) -> None:
    """It depends on whether she belongs to what the administrator leads."""
    sign_in_as(client, cast.ibrahim)
    client.post(HARBOUR + "grant/", {"email": "AMINA@example.org", "role": "mentor"})
    assert has_role(cast.amina, Role.MENTOR, cast.school)
    client.post(HARBOUR + "grant/", {"email": "new@example.org", "role": "administrator"})
    assert Invitation.objects.get().role == "administrator"
    page = client.post(HARBOUR + "grant/", {"email": "no address", "role": "mentor"})
    assert "Enter a valid email address." in page.content.decode()
    assert 'value="no address"' in page.content.decode()


def test_an_administrator_ends_a_membership(client: Client, cast: Cast) -> None:
    """And is told why the last administrator stays."""
    sign_in_as(client, cast.ibrahim)
    membership = Membership.objects.get(person=cast.amina)
    client.post(f"/people/memberships/{membership.pk}/end/")
    assert not has_role(cast.amina, Role.TEACHER)
    own = Membership.objects.get(person=cast.ibrahim, organisation=cast.college)
    page = client.post(f"/people/memberships/{own.pk}/end/", follow=True)
    assert "Name another administrator first" in page.content.decode()


def test_an_invitation_is_taken_back_on_the_page(client: Client, cast: Cast) -> None:
    """It leaves the list."""
    invitation = actions.invite(person=cast.elif_, organisation=cast.school, email="n@example.org")
    sign_in_as(client, cast.elif_)
    assert "n@example.org" in client.get(HARBOUR).content.decode()
    client.post(f"/people/invitations/{invitation.pk}/withdraw/")
    page = client.get(HARBOUR)
    assert not page.context["invitation_count"]


def test_a_person_changes_her_name(client: Client, cast: Cast) -> None:
    """An empty name is refused."""
    sign_in_as(client, cast.amina)
    client.post("/people/me/", {"name": "Amina Otieno", "language": "en"})
    assert "Amina Otieno" in client.get("/people/me/").content.decode()
    page = client.post("/people/me/", {"name": " ", "language": "xx"})
    assert page.status_code == 200
    cast.amina.refresh_from_db()
    assert cast.amina.name == "Amina Otieno"


def test_a_person_downloads_what_is_held_about_her(client: Client, cast: Cast) -> None:
    """Her own data, and no secret of her second factor."""
    TOTP.activate(verify(cast.amina), "JBSWY3DPEHPK3PXP")
    sign_in_as(client, cast.amina)
    file = client.get("/people/me/data/")
    held = json.loads(file.content)
    assert held["memberships"][0]["organisation"] == "Harbour School"
    assert held["addresses"][0]["email"] == "amina@example.org"
    assert set(held["second_factors"][0]) == {"type", "created_at", "last_used_at"}
    assert "attachment" in file["Content-Disposition"]


def test_leaving_erases_the_person_and_keeps_the_chain(client: Client, cast: Cast) -> None:
    """Name, address and keys are gone, she is signed out, history still verifies."""
    TOTP.activate(verify(cast.amina), "JBSWY3DPEHPK3PXP")
    sign_in_as(client, cast.amina)
    assert "cannot be undone" in client.get("/people/me/leave/").content.decode()
    client.post("/people/me/leave/")
    cast.amina.refresh_from_db()
    assert str(cast.amina) == "Someone who left"
    assert "amina" not in f"{cast.amina.name}{cast.amina.email}".lower()
    assert not cast.amina.emailaddress_set.exists()
    assert not cast.amina.authenticator_set.exists()
    assert client.get("/people/me/").status_code == 302
    assert chain_faults() == []


def test_the_last_administrator_cannot_leave(client: Client, cast: Cast) -> None:
    """The page says what to do first, and nothing is erased."""
    sign_in_as(client, cast.ibrahim)
    page = client.post("/people/me/leave/", follow=True)
    assert "Name another administrator first" in page.content.decode()
    cast.ibrahim.refresh_from_db()
    assert cast.ibrahim.is_active


def test_a_person_leaves_her_school_by_herself(client: Client, cast: Cast) -> None:
    """From her own account page."""
    sign_in_as(client, cast.amina)
    membership = Membership.objects.get(person=cast.amina)
    answer = client.post(f"/people/memberships/{membership.pk}/end/")
    assert answer["Location"] == "/people/me/"
    assert not has_role(cast.amina, Role.TEACHER)


def test_forms_need_their_token(cast: Cast) -> None:
    """A form sent from elsewhere is refused (CSRF)."""
    from django.test import Client

    client = sign_in_as(Client(enforce_csrf_checks=True), cast.amina)
    assert client.post("/people/me/leave/").status_code == 403
    assert client.post("/people/sign-out/").status_code == 403
