"""What holders and verifiers read of an award that was ended, refreshed, replaced, re-issued."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuing.earning import earned
from issuing.test_life_of_an_award import moved
from issuing.test_supersede_many import of_both_versions
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, Change
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import successor_of
from mailing import sign_in_as

if TYPE_CHECKING:
    from review.stage import Stage

WORDS = "The rules of the programme changed."
REISSUE = "/sharing/reissue/"


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's that she shares."""
    return shared(earned(stage))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (Award.State.ISSUED, "Next: share your badge"),
        (Award.State.SUSPENDED, "says why it rests"),
        (Award.State.REVOKED, "says why it is no longer valid"),
    ],
)
def test_nobody_is_asked_to_share_a_badge_that_is_not_in_force(
    award: Award, state: Award.State, said: str
) -> None:
    """Her shelf of evidence says what comes next; of a revoked badge it said “share it”."""
    Award.objects.filter(pk=award.pk).update(state=state)
    page = sign_in_as(Client(), award.person).get("/evidence/").content.decode()
    assert said in page
    assert ("Next: share your badge" in page) is (state == Award.State.ISSUED)


def shared(award: Award) -> Award:
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=True)
    return award


def done(stage: Stage, award: Award, verb: str, **more: Any) -> None:
    terms = actions.Terms(**({"reason": "policy", "words": WORDS} | more))
    actions.change_many(person=stage.cast.hana, verb=verb, award_ids=[award.pk], terms=terms)
    deliver_all()
    award.refresh_from_db()


def page(award: Award) -> str:
    return Client().get(f"/sharing/badge/{award.pk}/").content.decode()


def own_page(award: Award) -> str:
    client = Client()
    client.force_login(award.person)
    return client.get(f"/sharing/awards/{award.pk}/").content.decode()


def verified(text: str) -> str:
    file = SimpleUploadedFile("badge.json", text.encode())
    return Client().post("/sharing/verify/", {"file": file}).content.decode()


def test_a_badge_with_another_end_says_until_when_and_why(stage: Stage, award: Award) -> None:
    """Valid until then, with reason and words; afterwards expired, which is no forgery."""
    copy, end = award.document, now() + timedelta(days=30)
    with clock_at(now() + timedelta(days=1)):
        done(stage, award, "expire", valid_until=end)
        for shown in (page(award), verified(award.document)):
            assert "as its end on" in shown
            assert "A rule of the programme" in shown
            assert WORDS in shown
        assert "Verified: issued by" in page(award)
        assert "Valid until" in own_page(award)
        assert WORDS in own_page(award)
        assert "Files you took before are refused" in own_page(award)
        old = verified(copy)
        assert "signed this badge anew since" in old
        assert "This is an older copy" in old
        assert "This is an older copy" not in verified(award.document)
    with clock_at(end + timedelta(days=1)):
        assert "Expired: Teachers&#x27; College issued this badge" in page(award)
        assert WORDS in page(award)
        assert "It ended on" in own_page(award)


def test_a_refreshed_badge_and_its_older_copy_are_both_genuine(stage: Stage, award: Award) -> None:
    """Whoever verifies the copy is told of the newer one; the holder, that hers still serve."""
    copy = award.document
    with clock_at(now() + timedelta(days=1)):
        done(stage, award, "refresh", reason="")
        shown = verified(copy)
    assert 'data-kind="good"' in shown
    assert "This is an older copy" in shown
    assert "stay genuine until their own end" in own_page(award)


def test_nothing_promises_more_of_a_badge_that_was_taken_back(stage: Stage, award: Award) -> None:
    """No newer copy, no profile to add it to, no file that verifies: a newer one is revoked too."""
    copy = award.document
    with clock_at(now() + timedelta(days=1)):
        done(stage, award, "refresh")
        assert "It verifies anywhere" in own_page(award)
        done(stage, award, "revoke")
        assert "This is an older copy" not in verified(copy)
        assert "Whoever verifies one is told how the badge stands" in own_page(award)
        assert "Add to LinkedIn" not in own_page(award)
        assert "Your badge was" not in own_page(award)


def test_a_replaced_badges_page_leads_to_the_new_one(stage: Stage) -> None:
    """Only where its holder shares that one too; otherwise it says that there is one."""
    (old, other), (new, _other_new) = of_both_versions(stage, 2)
    copy = shared(old).document
    by = {old.pk: new.pk}
    done(stage, old, "supersede", by_award_ids=by)
    shown = page(old)
    assert "Replaced: Teachers&#x27; College put another badge" in shown
    assert "An officer of the issuer confirmed this award" in shown  # a batch has no assessors
    assert "shown by its holder alone" in shown
    told = Client().get(f"/id/award/{old.pk}", headers={"accept": "application/json"})
    for each in (shown, verified(copy), told.content.decode()):
        assert str(new.pk) not in each
    assert Client().get(f"/id/award/{old.pk}/refresh").status_code == 404
    shared(new)
    link = f"/sharing/badge/{new.pk}/"
    assert link in page(old)
    assert link in verified(copy)
    assert f"/sharing/awards/{new.pk}/" in own_page(old)
    assert f"/sharing/badge/{old.pk}/" in page(new)
    assert Client().get(f"/id/award/{old.pk}/refresh").json()["id"].endswith(str(new.pk))
    assert successor_of(other) is None


def test_the_refresh_service_gives_the_public_credential_in_force(
    stage: Stage, award: Award
) -> None:
    """1EdTechCredentialRefresh: as signed last, without the holder's identifier."""
    done(stage, award, "expire", valid_until=now() + timedelta(days=30))
    service = json.loads(award.document)["refreshService"]
    assert service["type"] == "1EdTechCredentialRefresh"
    assert service["id"].endswith(f"/id/award/{award.pk}/refresh")
    given = Client().get(f"/id/award/{award.pk}/refresh")
    assert given.content.decode() == award.public_document
    change_share(person=award.person, award_id=award.pk, is_public=False, shows_name=False)
    assert Client().get(f"/id/award/{award.pk}/refresh").status_code == 404


def test_a_holder_who_moved_is_offered_to_have_her_badges_reissued(
    stage: Stage, award: Award
) -> None:
    """Singly or all; the link she shared, its name and its day stay as they are."""
    amina = stage.cast.amina
    client = sign_in_as(Client(), amina)
    assert REISSUE not in client.get("/sharing/").content.decode()
    assert "All your badges are signed" in client.get(REISSUE).content.decode()
    copy = award.document
    moved(amina, "amina@new.example")
    for place in ("/sharing/", f"/sharing/awards/{award.pk}/"):
        assert REISSUE in client.get(place).content.decode()
    shown = client.get(REISSUE).content.decode()
    assert f'value="{award.pk}"' in shown
    assert "amina@new.example" in shown
    assert client.post(REISSUE, {}).status_code == 422
    assert client.post(REISSUE, {"awards": [str(stage.cast.ben.pk)]}).status_code == 422
    assert client.post(REISSUE, {"awards": [str(award.pk)]})["Location"] == "/sharing/"
    assert "It is being signed anew" in client.get(f"/sharing/awards/{award.pk}/").content.decode()
    assert client.post(REISSUE, {"awards": [str(award.pk)]}).status_code == 422
    deliver_all()
    award.refresh_from_db()
    assert REISSUE not in client.get("/sharing/").content.decode()
    assert "Earned by <strong>Amina</strong>" in page(award)
    assert "Verified: issued by" in page(award)
    assert "signed this badge anew since" in verified(copy)


def test_what_was_reissued_in_another_tab_is_not_reissued_again(
    stage: Stage, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so, and nothing is signed twice."""
    amina = stage.cast.amina
    moved(amina, "amina@new.example")
    client = sign_in_as(Client(), amina)
    actions.reissue_own(person=amina, award_ids={award.pk})
    module = import_module("lapel.journey.sharing.views.reissue")
    monkeypatch.setattr(module, "awards_at_other_address", lambda _person: [award])
    answer = client.post(REISSUE, {"awards": [str(award.pk)]})
    assert answer.status_code == 422
    assert "Choose badges that were issued to another address" in answer.content.decode()
    assert Change.objects.count() == 1
