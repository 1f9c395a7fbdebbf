"""The public page: verdict first, honest about whose word it is, silent about who did not ask."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from issuing.earning import earned
from lapel.journey.issuing.actions import reinstate, revoke, suspend
from lapel.journey.record.actions import deliver_all
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import document_address

if TYPE_CHECKING:
    from django.test import Client

    from lapel.journey.issuing.models import Award
    from review.stage import Stage


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


def shared(award: Award, *, name: bool = False) -> str:
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=name)
    return f"/sharing/badge/{award.pk}/"


def test_a_page_that_is_not_shared_exists_only_for_its_holder(award: Award, client: Client) -> None:
    """A stranger gets 404 for page and picture; the holder sees it with an explanation."""
    assert client.get(f"/sharing/badge/{award.pk}/").status_code == 404
    assert client.get(f"/sharing/badge/{award.pk}/card.png").status_code == 404
    client.force_login(award.person)
    shown = client.get(f"/sharing/badge/{award.pk}/")
    assert "Only you see this page" in shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"


def test_her_own_shared_page_leads_its_holder_back(award: Award, client: Client) -> None:
    """Nobody else is told of the page on which she keeps her badge."""
    page, back = shared(award), f'href="/sharing/awards/{award.pk}/"'
    assert back not in client.get(page).content.decode()
    client.force_login(award.person)
    assert back in client.get(page).content.decode()


def test_a_shared_page_says_first_what_the_verdict_is(award: Award, client: Client) -> None:
    """The verdict stands before the title, says whose word it is, and shows its steps."""
    shown = client.get(shared(award)).content.decode()
    verdict, title = shown.index("Verified: issued by"), shown.index("<h1>")
    assert verdict < title
    assert "As stated by the issuer's own server" in shown
    for step in ("terms", "proof", "key", "issuer", "validity", "status", "schema"):
        assert f'<code class="check-id">{step}</code>' in shown
    for said in ("Plans open questions", "Lesson recording", "Insufficient data (n = 1)", "T07"):
        assert said in shown


def test_a_verifier_that_is_given_the_page_is_led_to_the_credential(
    award: Award, client: Client
) -> None:
    """Who asks for a credential gets it; a browser, and who asks for anything, gets the page."""
    address = shared(award)
    wanted = "application/vc+ld+json, application/ld+json, image/png"
    led = client.get(address, headers={"accept": wanted})
    assert (led.status_code, led["Location"]) == (302, document_address(award))
    for accept in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8"):
        page = client.get(address, headers={"accept": accept})
        assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "Accept" in page["Vary"]


def test_no_credential_is_named_where_a_badge_is_not_shared(award: Award, client: Client) -> None:
    """404 as for a browser."""
    answer = client.get(f"/sharing/badge/{award.pk}/", headers={"accept": "application/vc+ld+json"})
    assert answer.status_code == 404


def test_her_name_stands_there_only_if_she_says_so(award: Award, client: Client) -> None:
    """Neither page, title nor preview names her until she switches it on; nobody else is named."""
    address = shared(award)
    assert "Amina" not in client.get(address).content.decode()
    shared(award, name=True)
    shown = client.get(address).content.decode()
    assert "Earned by <strong>Amina</strong>" in shown
    for secret in ("amina@example.org", "Harbour School", "Ben", "Bola", str(award.person_id)):
        assert secret not in shown


def test_a_link_preview_gets_title_words_and_picture(award: Award, client: Client) -> None:
    """Open Graph tags with absolute addresses, and a PNG of 1200 by 630."""
    from io import BytesIO

    from PIL import Image

    shown = client.get(shared(award)).content.decode()
    card = f"http://localhost:8000/sharing/badge/{award.pk}/card.png"
    assert f'<meta property="og:image" content="{card}">' in shown
    assert f'<meta property="og:title" content="{award.achievement.title}">' in shown
    answer = client.get(f"/sharing/badge/{award.pk}/card.png")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)


@pytest.mark.parametrize(
    ("act", "said"),
    [(revoke, "Revoked: "), (suspend, "Suspended: ")],
    ids=["revoked", "suspended"],
)
def test_an_ended_award_says_so_and_why_in_plain_words(
    award: Award, stage: Stage, client: Client, act, said: str
) -> None:
    """R19: genuine but ended reads otherwise than forged, with the officer's reason and words."""
    address = shared(award)
    act(person=stage.cast.hana, award_id=award.pk, reason="integrity", words="Another lesson.")
    deliver_all()
    shown = client.get(address).content.decode()
    assert said in shown
    assert "Integrity of the evidence" in shown
    assert "Another lesson." in shown
    assert "Verified:" not in shown
    for word in ("revoked", "suspended"):
        says_so = f"The issuer has {word} this badge" in shown
        assert says_so == (word == said.strip(": ").lower())


def test_a_reinstated_award_is_verified_again_at_the_same_address(
    award: Award, stage: Stage, client: Client
) -> None:
    """In between, while its signature is made, the page says so and is not green."""
    address, hana = shared(award), stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason="policy", words="A question is open.")
    deliver_all()
    reinstate(person=hana, award_id=award.pk, words="It is answered.")
    assert "is signing this badge anew" in client.get(address).content.decode()
    deliver_all()
    shown = client.get(address).content.decode()
    assert "Verified: issued by" in shown
    assert "A question is open." not in shown


def test_what_the_world_can_read_holds_nothing_of_her_address(award: Award, client: Client) -> None:
    """Neither page nor file: a salted hash with its salt could be tried address by address."""
    page = shared(award, name=True)
    found = [client.get(page).content.decode()]
    found.append(client.get(f"/id/award/{award.pk}").content.decode())
    identity = json.loads(award.document)["credentialSubject"]["identifier"][0]
    for text in found:
        for secret in (identity["identityHash"], identity["salt"], "identityHash"):
            assert secret not in text
    assert json.loads(found[1])["id"] == json.loads(award.document)["id"]


def test_the_language_is_a_word(award: Award, client: Client) -> None:
    """English, not en."""
    shown = client.get(shared(award)).content.decode()
    assert "<dd>English</dd>" in shown


def test_a_holder_without_a_name_is_not_named_by_her_address(award: Award, client: Client) -> None:
    """Where she shows her name and has given none, her e-mail address stays hers."""
    address = shared(award, name=True)
    award.person.name = ""
    award.person.save()
    assert award.person.email not in client.get(address).content.decode()


def test_a_holder_who_left_is_no_longer_named(award: Award, client: Client) -> None:
    """Her badge still verifies; the page keeps silent about who held it."""
    address = shared(award, name=True)
    award.person.is_active = False
    award.person.save()
    shown = client.get(address).content.decode()
    assert "Verified: issued by" in shown
    assert "Amina" not in shown
    assert "Someone who left" not in shown
