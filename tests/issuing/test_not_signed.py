"""What becomes of an award that a change asks to be signed anew, where that cannot be done."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from issuing.earning import earned
from issuing.test_life_of_an_award import change, copy_says, moved
from issuing.test_life_pages import browser
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import actions
from lapel.journey.issuing.actions.give_up_signing import give_up_signing
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import latest_standing, place_of, verdict_on
from lapel.journey.issuing.queries.changes import progress_of
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import chain_faults, history, now, parked_deliveries
from lapel.journey.sharing.queries import life_of

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from review.stage import Stage

SAID = "The award's documents do not stand in the audit log as signed here."
TRIES = 4


def altered(award: Award) -> str:
    """Alter the text of an award behind the log's back; gives what it was."""
    Award.objects.filter(pk=award.pk).update(document="{}")
    return award.document


def all_tries() -> datetime:
    """Run the jobs until the last try is over; gives the moment of then."""
    moment = now()
    for _again in range(TRIES):
        with clock_at(moment):
            deliver_all()
        moment += timedelta(hours=2)
    return moment


def test_an_award_that_could_not_be_signed_is_signed_at_a_later_try(stage: Stage) -> None:
    """What was wanting for a minute: the job asks for itself again, and gives nothing up."""
    award = earned(stage)
    copy = altered(award)
    made = change(stage, "refresh", [award])
    deliver_all()
    assert progress_of(made).left == 1
    Award.objects.filter(pk=award.pk).update(document=copy)
    with clock_at(now() + timedelta(hours=2)):
        deliver_all()
        assert (progress_of(made).done, progress_of(made).not_signed) == (1, 0)
    assert list(parked_deliveries()) == []


def test_what_cannot_be_signed_after_the_last_try_is_left_as_it_was(stage: Stage) -> None:
    """Its end, its place and its document stay; the history says that it was not signed."""
    award = earned(stage)
    place, copy = place_of(award), altered(award)
    made = change(stage, "expire", [award], valid_until=now() + timedelta(days=9))
    with clock_at(all_tries()):
        award.refresh_from_db()
        assert (award.anew_for_id, award.valid_until) == (None, None)
        counted = progress_of(made)
        assert (counted.done, counted.left, counted.not_signed) == (0, 0, 1)
        assert award.standings.get().not_signed == SAID
        noted = history("award", award.pk).last()
        assert noted is not None
        assert (noted.action, noted.facts["for"]) == ("not signed anew", "expire")
        assert (latest_standing(award), life_of(award, award.person).ending) == (None, None)
        Award.objects.filter(pk=award.pk).update(document=copy)
        award.refresh_from_db()
        change(stage, "refresh", [award])
        deliver_all()
        award.refresh_from_db()
        assert place_of(award) == place
        assert verdict_on(award).outcome is Outcome.VALID
    assert list(parked_deliveries()) == []
    assert chain_faults() == []


def test_a_place_taken_for_a_signature_that_failed_is_left_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document in force names its own place, so wallets and verifiers go on as before."""
    award = earned(stage)
    place = place_of(award)
    moved(award.person, "amina@new.example")
    made = actions.reissue_own(person=award.person, award_ids={award.pk})
    module = import_module("lapel.journey.issuing.actions.sign_anew")

    def elsewhere(_award: Award) -> None:
        raise actions.Refusal("The address changed.")

    with monkeypatch.context() as patched:
        patched.setattr(module, "_refuse_other_address", elsewhere)
        after = all_tries()
    with clock_at(after):
        assert progress_of(made).not_signed == 1
        assert place_of(award) == place
        assert verdict_on(award).outcome is Outcome.VALID
        copy = award.document
        actions.reissue_own(person=award.person, award_ids={award.pk})
        deliver_all()
        award.refresh_from_db()
        assert copy_says(copy).step("status").code == "status.revoked"
        assert verdict_on(award).outcome is Outcome.VALID


def test_the_page_says_what_was_not_signed_and_why_and_stops_renewing_itself(
    stage: Stage,
) -> None:
    """The officer reads the reason beside the award, and how many there are."""
    award = earned(stage)
    altered(award)
    made = change(stage, "refresh", [award])
    officer = browser(stage.cast.hana)
    page = f"/issuing/awards/changes/{made.pk}/"
    assert "hx-trigger" in officer.get(page).content.decode()
    with clock_at(all_tries()):
        shown = officer.get(page).content.decode().replace("&#x27;", "'")
        assert SAID in shown
        assert "1 was not signed" in shown
        assert "hx-trigger" not in shown
        assert SAID in officer.get(f"/issuing/awards/{award.pk}/").content.decode().replace(
            "&#x27;", "'"
        )


def test_giving_up_twice_is_giving_up_once(stage: Stage) -> None:
    """Two runs of a job at once may come to it; the award may be signed by then."""
    award = earned(stage)
    made = change(stage, "refresh", [award])
    deliver_all()
    give_up_signing(award_id=award.pk, why=SAID)
    assert progress_of(made).not_signed == 0
    assert award.standings.get().not_signed == ""
