"""The officer's pages that end, refresh, replace and re-issue awards, and show how far that is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from cast import belongs
from issuing.earning import earned
from issuing.test_life_of_an_award import moved
from issuing.test_supersede_many import of_both_versions
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, Change
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from mailing import sign_in_as

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from review.stage import Stage

MANY = "/issuing/awards/change/"
SAID = {"words": "The rules changed.", "sure": "on"}
END = {"valid_until": "2999-12-31", "reason": "policy"}


def browser(person: Person) -> Client:
    client: Client = sign_in_as(Client(), person)
    return client


def chosen(seen: str) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', seen)
    assert found
    return found[1].replace("&gt;", ">")


def test_all_of_a_kind_are_given_an_end_and_the_page_counts_them(stage: Stage) -> None:
    """Chosen by kind and day, looked at, confirmed; then progress, until all are signed."""
    award = earned(stage)
    officer = browser(stage.cast.hana)
    asked = {"verb": "expire", "achievement": str(award.achievement_id), "before": "2999-01-01"}
    assert "version 1 (1 in force)" in officer.get(MANY).content.decode()
    seen = officer.post(MANY, asked).content.decode()
    assert "Give 1 award another end?" in seen
    done = officer.post(MANY, {"verb": "expire", "chosen": chosen(seen), **SAID, **END})
    made = Change.objects.get()
    assert done["Location"] == f"/issuing/awards/changes/{made.pk}/"
    under_way = officer.get(done["Location"]).content.decode()
    assert "0 of 1" in under_way
    assert "being signed anew" in under_way
    assert "A rule of the programme" in under_way
    deliver_all()
    after = officer.get(done["Location"]).content.decode()
    assert "1 of 1" in after
    assert "being signed anew" not in after
    award.refresh_from_db()
    assert award.valid_until is not None
    assert award.valid_until.isoformat() == "2999-12-31T23:59:59+00:00"
    assert f"/issuing/awards/changes/{made.pk}/" in officer.get(MANY).content.decode()


def test_holders_of_a_later_version_are_looked_at_and_replaced(stage: Stage) -> None:
    """The look names the new award beside the old; the pages of both then lead to each other."""
    olds, news = of_both_versions(stage, 2)
    officer = browser(stage.cast.hana)
    asked = {"verb": "supersede", "achievement": str(olds[0].achievement_id)}
    seen = officer.post(MANY, asked).content.decode()
    assert "Replace 2 awards?" in seen
    assert f"/issuing/awards/{news[0].pk}/" in seen
    done = officer.post(MANY, {"verb": "supersede", "chosen": chosen(seen), **SAID})
    assert done.status_code == 302
    assert set(Award.objects.filter(state="revoked")) == set(olds)
    again = officer.post(MANY, {"verb": "supersede", "chosen": chosen(seen), **SAID})
    assert again.status_code == 422
    assert "Replaced by" in officer.get(f"/issuing/awards/{olds[0].pk}/").content.decode()
    assert "Replaces" in officer.get(f"/issuing/awards/{news[0].pk}/").content.decode()


def test_too_many_of_a_kind_are_asked_for_by_day(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction holds at most so many; nothing is cut off in silence."""
    award = earned(stage)
    monkeypatch.setattr(actions, "MOST", 0)
    asked = {"verb": "revoke", "achievement": str(award.achievement_id)}
    answer = browser(stage.cast.hana).post(MANY, asked)
    assert answer.status_code == 422
    assert "name a day" in answer.content.decode()


def test_one_way_of_choosing_is_taken_and_no_two(stage: Stage) -> None:
    """A kind and numbers together say two things."""
    award = earned(stage)
    asked = {"verb": "revoke", "achievement": str(award.achievement_id), "numbers": str(award.pk)}
    answer = browser(stage.cast.hana).post(MANY, asked)
    assert answer.status_code == 422
    assert "one of the three" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "told", "act"),
    [("expire", END, "Given another end"), ("refresh", {}, "Signed anew")],
)
def test_an_officer_changes_one_award_on_its_page(
    stage: Stage, verb: str, told: dict[str, str], act: str
) -> None:
    """Asked once, with words; its page then says what was done, why, and in its history."""
    award = earned(stage)
    officer = browser(stage.cast.hana)
    page = f"/issuing/awards/{award.pk}/{verb}/"
    assert page in officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    assert officer.get(page).status_code == 200
    assert officer.post(page, {**told, "words": ""}).status_code == 422
    assert officer.post(page, {**told, **SAID}).status_code == 302
    assert "being signed anew" in officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    refused = officer.post(page, {**told, **SAID})
    assert "It is being signed anew" in refused.content.decode()
    deliver_all()
    shown = officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    said, history = shown.split("What was said of it")[1].split("<h2>History</h2>")
    assert said.count(act) == 1
    assert SAID["words"] in said
    assert history.count(act) == 1


def test_an_officer_reissues_one_award_when_its_holder_moved(stage: Stage) -> None:
    """The button stands there only then; otherwise the page says why not."""
    award = earned(stage)
    officer = browser(stage.cast.hana)
    page = f"/issuing/awards/{award.pk}/reissue/"
    EmailAddress.objects.get_or_create(
        user=award.person, email=award.person.email, defaults={"verified": True, "primary": True}
    )
    assert page not in officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    refused = officer.post(page, SAID)
    assert "It says her present address already." in refused.content.decode()
    moved(award.person, "amina@new.example")
    assert page in officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    assert officer.post(page, SAID).status_code == 302
    deliver_all()
    shown = officer.get(f"/issuing/awards/{award.pk}/").content.decode()
    assert "Re-issued to the holder" in shown
    assert page not in shown


def test_a_change_is_seen_by_the_officer_who_made_it(stage: Stage) -> None:
    """No colleague, no officer of elsewhere, nobody without the office; nor one that is not."""
    award = earned(stage)
    cast = stage.cast
    made = actions.change_one(
        person=cast.hana,
        verb="expire",
        award_id=award.pk,
        terms=actions.Terms(words="So.", reason="policy", valid_until=now() + timedelta(days=9)),
    )
    page = f"/issuing/awards/changes/{made.pk}/"
    belongs(cast.emre, cast.elsewhere, Role.ISSUER_OFFICER)
    assert browser(cast.hana).get(page).status_code == 200
    assert browser(cast.emre).get(page).status_code == 404
    assert browser(cast.amina).get(page).status_code == 403
    assert browser(cast.hana).get(f"/issuing/awards/changes/{award.pk}/").status_code == 404


def test_an_award_whose_end_is_over_reads_as_ended_in_the_officers_list(stage: Stage) -> None:
    """As on its holder's page; it is found under that word and no longer under “Valid”."""
    award = earned(stage)
    officer = browser(stage.cast.hana)
    tag = '<span class="tag" data-kind="{}">{}'
    listed = officer.get("/issuing/", {"state": "issued"}).content.decode()
    assert tag.format("good", "Valid</span>") in listed
    Award.objects.filter(pk=award.pk).update(valid_until=now() - timedelta(days=2))
    for page in ("/issuing/?state=ended", f"/issuing/awards/{award.pk}/"):
        shown = officer.get(page).content.decode()
        assert tag.format("warn", "Ended on ") in shown
        assert "Valid</span>" not in shown
    assert "No award matches." in officer.get("/issuing/?state=issued").content.decode()
