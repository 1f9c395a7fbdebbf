"""Signed documents under /id/: bytes as signed, pages for people, privacy for awards."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from issuing.earning import earned
from lapel.domain.badges.revocations import revocation_step
from lapel.domain.badges.trust import Origin, Resolved
from lapel.journey.issuing.actions import revoke, suspend
from lapel.journey.issuing.queries import active_key, competency_name
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


def test_a_status_list_is_served_exactly_as_signed(award: Award, client: Client) -> None:
    """Same bytes, an ETag that answers 304, five minutes of caching, open to every origin."""
    listed = award.places.get().status_list
    address = f"/id/status/{listed.pk}"
    answer = client.get(address, headers={"accept": "application/vc+ld+json"})
    assert answer.content.decode() == listed.document
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_issuer_and_achievement_answer_machines_and_people(award: Award, client: Client) -> None:
    """JSON-LD for whoever has no preference, a page for a browser, each varying on Accept."""
    issuer = award.achievement.issuer
    for kind, name in (("issuer", issuer.pk), ("achievement", award.achievement_id)):
        document = client.get(f"/id/{kind}/{name}")
        page = client.get(f"/id/{kind}/{name}", headers={"accept": BROWSER})
        assert document["Content-Type"] == "application/ld+json"
        assert page["Content-Type"].startswith("text/html")
        assert "Accept" in document["Vary"]
        assert "Accept" in page["Vary"]
    profile = client.get(f"/id/issuer/{issuer.pk}").json()
    key = active_key(issuer)
    assert key is not None
    assert profile["id"] == key.did
    achievement = client.get(f"/id/achievement/{award.achievement_id}").json()
    signed = json.loads(award.document)["credentialSubject"]["achievement"]
    assert {key: achievement[key] for key in signed} == signed


def test_ids_of_what_was_taken_back_are_not_listed_unless_the_instance_chose_to(
    award: Award, client: Client, settings: Any
) -> None:
    """A badge that its holder keeps to herself is on no list for strangers."""
    settings.REVOCATION_LIST = False
    place = f"/id/issuer/{award.achievement.issuer_id}/revocations"
    assert client.get(place).status_code == 404


def test_what_an_issuer_took_back_is_published_for_programs_that_read_no_bits(
    award: Award, stage: Stage, client: Client
) -> None:
    """1EdTech Revocation List Status Method 1.0; our own verification reads it as revoked."""
    other = earned(stage, stage.cast.chipo)
    place = f"/id/issuer/{award.achievement.issuer_id}/revocations"
    listed = client.get(place).json()
    assert listed["id"] == settings.BASE_URL + place
    assert listed["revokedCredential"] == []
    facts = {"reason": "integrity", "words": "It was copied from Chipo."}
    revoke(person=stage.cast.hana, award_id=award.pk, **facts)
    answer = client.get(place)
    assert answer["Content-Type"] == "application/json"
    assert "Chipo" not in answer.content.decode()
    found = Resolved(answer.content, Origin.SOURCE)
    for each, code in ((award, "status.revoked"), (other, "status.good")):
        document = json.loads(each.public_document)
        assert revocation_step(document, found, now()).code == code
    suspend(person=stage.cast.hana, award_id=other.pk, **facts)
    assert len(client.get(place).json()["revokedCredential"]) == 2
    assert client.get(f"/id/issuer/{uuid.uuid4()}/revocations").status_code == 404


def test_an_issuers_profile_names_the_list_of_what_it_took_back_where_there_is_one(
    award: Award, client: Client, settings: Any
) -> None:
    """As a link of its page, and as one beside its JSON (RFC 8288): the profile stays as it is."""
    issuer = f"/id/issuer/{award.achievement.issuer_id}"
    place = f"{settings.BASE_URL}{issuer}/revocations"
    settings.REVOCATION_LIST = False
    before = client.get(issuer)
    assert "Link" not in before.headers
    browser = {"accept": BROWSER}
    assert place not in client.get(issuer, headers=browser).content.decode()
    settings.REVOCATION_LIST = True
    answer = client.get(issuer)
    assert answer.content == before.content
    assert answer["Link"].startswith(f'<{place}>; rel="related"')
    assert f'href="{place}"' in client.get(issuer, headers=browser).content.decode()


def test_the_pictures_of_a_badge_are_cached_pictures(award: Award, client: Client) -> None:
    """SVG and PNG of the same drawing; a second visit costs a 304."""
    for form, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        address = f"/id/achievement/{award.achievement_id}/image.{form}"
        answer = client.get(address)
        assert answer.content.startswith(start)
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_an_award_that_is_not_shared_is_not_there_for_a_stranger(
    award: Award, stage: Stage, client: Client
) -> None:
    """404 for strangers and colleagues, as page and as document; its two parties read it."""
    address = f"/id/award/{award.pk}"
    for accept in ("application/json", BROWSER):
        assert client.get(address, headers={"accept": accept}).status_code == 404
        for person, status in ((stage.cast.amina, 200), (stage.cast.ben, 404)):
            theirs = Client()
            theirs.force_login(person)
            assert theirs.get(address, headers={"accept": accept}).status_code == status


def test_a_shared_award_is_served_exactly_as_signed(
    award: Award, stage: Stage, client: Client
) -> None:
    """The credential's own address gives the public bytes, and a browser the badge's page."""
    change_share(person=stage.cast.amina, award_id=award.pk, is_public=True, shows_name=False)
    document = client.get(f"/id/award/{award.pk}", headers={"accept": "application/vc+ld+json"})
    assert document.content.decode() == award.public_document
    assert json.loads(award.public_document)["id"] == f"{settings.BASE_URL}/id/award/{award.pk}"
    page = client.get(f"/id/award/{award.pk}", headers={"accept": BROWSER})
    assert "Verified" in page.content.decode()


def test_what_does_not_exist_is_not_found(award: Award, client: Client) -> None:
    """Every kind answers 404 to a name that nothing has; on http there is no did.json."""
    nobody = uuid.uuid4()
    for kind in ("issuer", "achievement", "award", "status", "competency"):
        assert client.get(f"/id/{kind}/{nobody}").status_code == 404
    issuer = award.achievement.issuer_id
    assert client.get(f"/id/issuer/{issuer}/did.json").status_code == 404


def test_the_competency_an_award_names_is_there(award: Award, client: Client) -> None:
    """The alignment's address answers as a CASE item, and leads a browser to the catalogue."""
    assert award.achievement.version is not None
    name = competency_name(award.achievement.version.competency)
    alignment = json.loads(award.document)["credentialSubject"]["achievement"]["alignment"][0]
    assert alignment["targetUrl"] == f"{settings.BASE_URL}/id/competency/{name}"
    assert client.get(f"/id/competency/{name}").json()["humanCodingScheme"] == "T07"
    answer = client.get(f"/id/competency/{name}", headers={"accept": BROWSER})
    assert answer["Location"] == "/catalogue/competencies/T07/"
