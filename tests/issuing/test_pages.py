"""The officer's pages: who gets in, what they show, how many queries they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import belongs
from issuing.earning import earned
from lapel.journey.issuing.models import Award
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from mailing import sign_in_as

if TYPE_CHECKING:
    from cast import Cast
    from review.stage import Stage

PAGES = [
    "",
    "awards/{}/",
    "awards/{}/revoke/",
    "awards/{}/suspend/",
    "awards/{}/reinstate/",
    "keys/",
]


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


def test_a_visitor_is_asked_to_sign_in_and_a_colleague_is_refused(
    award: Award, cast: Cast, client: Client
) -> None:
    """Anonymous: sign-in; no officer: 403, her own award included."""
    for page in PAGES:
        address = f"/issuing/{page.format(award.pk)}"
        assert client.get(address).status_code == 302
        for person in (cast.amina, cast.ben, cast.elif_, cast.gita):
            assert sign_in_as(Client(), person).get(address).status_code == 403


def test_an_officer_of_elsewhere_finds_nothing(award: Award, cast: Cast) -> None:
    """She has pages of her own, and in them no award, key or name of another organisation."""
    belongs(cast.emre, cast.elsewhere, Role.ISSUER_OFFICER)
    client = sign_in_as(Client(), cast.emre)
    assert "Waiting for an answer" not in client.get("/issuing/").content.decode()
    for page in PAGES[1:5]:
        assert client.get(f"/issuing/{page.format(award.pk)}").status_code == 404
        assert client.post(f"/issuing/{page.format(award.pk)}").status_code in (404, 405)
    issuer = award.achievement.issuer_id
    assert client.post(f"/issuing/keys/{issuer}/rotate/").status_code == 404
    assert str(award.key.multikey) not in client.get("/issuing/keys/").content.decode()


def test_an_officer_without_a_second_factor_is_led_to_one(award: Award, cast: Cast) -> None:
    """Officers sign in with a second factor before any page opens."""
    client = Client()
    client.force_login(cast.hana)
    answer = client.get("/issuing/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/people/")


def test_the_officer_finds_revokes_and_sees_who_assessed(award: Award, cast: Cast) -> None:
    """List, detail with references resolved, a refused form, then the revocation."""
    client = sign_in_as(Client(), cast.hana)
    assert "Amina" in client.get("/issuing/", {"search": "amina waiting"}).content.decode()
    assert "Amina" not in client.get("/issuing/", {"state": "revoked"}).content.decode()
    detail = client.get(f"/issuing/awards/{award.pk}/").content.decode()
    assert "Ben" in detail
    assert "Bola" in detail
    address = f"/issuing/awards/{award.pk}/revoke/"
    assert client.post(address, {"reason": "integrity", "words": ""}).status_code == 422
    said = {"reason": "integrity", "words": "Another lesson.", "sure": "on"}
    assert client.post(address, said).status_code == 302
    again = client.post(address, said)
    assert again.status_code == 422
    assert "can be revoked" in again.content.decode()
    award.refresh_from_db()
    assert award.state == Award.State.REVOKED


def test_an_officer_never_learns_who_scored_her_own_evidence(award: Award, cast: Cast) -> None:
    """R5 holds for a holder who is an officer too; her colleague sees the names."""
    belongs(cast.amina, cast.college, Role.ISSUER_OFFICER)
    address = f"/issuing/awards/{award.pk}/"
    hers = sign_in_as(Client(), cast.amina).get(address).content.decode()
    assert "stays unknown to you" in hers
    for name in ("Ben", "Bola"):
        assert name not in hers
    assert "Ben" in sign_in_as(Client(), cast.hana).get(address).content.decode()


def test_an_officers_page_of_her_own_award_offers_no_change(award: Award, cast: Cast) -> None:
    """She reads that another officer changes it; the forms are closed to her."""
    belongs(cast.amina, cast.college, Role.ISSUER_OFFICER)
    client = sign_in_as(Client(), cast.amina)
    page = client.get(f"/issuing/awards/{award.pk}/").content.decode()
    assert "another officer changes its standing" in page
    assert "/suspend/" not in page
    for verb in ("revoke", "suspend", "reinstate"):
        assert client.get(f"/issuing/awards/{award.pk}/{verb}/").status_code == 403


def test_the_officer_rotates_a_key_from_her_page(award: Award, cast: Cast) -> None:
    """The order shows as being made until the job has made it."""
    client = sign_in_as(Client(), cast.hana)
    answer = client.post(f"/issuing/keys/{award.achievement.issuer_id}/rotate/", follow=True)
    assert "Being made" in answer.content.decode()
    deliver_all()
    shown = client.get("/issuing/keys/").content.decode()
    assert "Retired" in shown
    assert "In force" in shown


def test_lists_take_a_fixed_number_of_queries(stage: Stage, cast: Cast) -> None:
    """Three awards cost as many queries as one does."""
    officer, mine = sign_in_as(Client(), cast.hana), sign_in_as(Client(), cast.amina)

    def asked() -> list[int]:
        counted = []
        for page in ("/issuing/", "/issuing/keys/", "/sharing/"):
            with CaptureQueriesContext(connection) as captured:
                (mine if page == "/sharing/" else officer).get(page)
            counted.append(len(captured))
        return counted

    earned(stage, cast.amina)
    asked()  # what is kept after a first look is not counted
    of_one = asked()
    for teacher in (cast.chipo, cast.dara):
        earned(stage, teacher)
    assert asked() == of_one
    assert all(each <= most for each, most in zip(of_one, (17, 16, 13), strict=True))
