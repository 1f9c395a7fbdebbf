"""Revoke, suspend, reinstate: who may, what verifiers then read, what never comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.actions import Refusal, reinstate, revoke, suspend
from lapel.journey.issuing.models import Award, Reason, StatusList
from lapel.journey.issuing.queries import latest_standing, verdict_on
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history

if TYPE_CHECKING:
    from review.stage import Stage

WORDS = "The recording was of another lesson."


def test_a_revoked_award_is_genuine_but_no_longer_in_force(stage: Stage) -> None:
    """The list is signed again on change, and a verifier reads revocation, not forgery."""
    award = earned(stage)
    revoke(person=stage.cast.hana, award_id=award.pk, reason=Reason.INTEGRITY, words=WORDS)
    deliver_all()
    award.refresh_from_db()
    verdict = verdict_on(award)
    assert award.state == Award.State.REVOKED
    assert verdict.outcome is Outcome.ENDED
    assert verdict.step("status").code == "status.revoked"
    assert verdict.step("proof").code == "proof.match"
    assert OutboxEvent.objects.filter(kind="issuing.AwardRevoked").count() == 1


def test_the_reason_and_words_of_a_revocation_are_kept_and_erasable(stage: Stage) -> None:
    """R19 and R21: the words are read by people and stand outside the chain of hashes."""
    award = earned(stage)
    revoke(person=stage.cast.hana, award_id=award.pk, reason=Reason.INTEGRITY, words=WORDS)
    standing = latest_standing(award)
    assert standing is not None
    assert (standing.reason, standing.words) == (Reason.INTEGRITY, WORDS)
    entry = history("award", award.pk).last()
    assert entry is not None
    assert WORDS not in json.dumps(entry.facts)
    assert entry.text.words == WORDS
    assert chain_faults() == []


def test_a_suspension_is_lifted_again_without_trace_in_the_list(stage: Stage) -> None:
    """Suspended reads as suspended; reinstated verifies as valid."""
    award = earned(stage)
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    deliver_all()
    award.refresh_from_db()
    assert verdict_on(award).step("status").code == "status.suspended"
    reinstate(person=hana, award_id=award.pk, words="The question is answered.")
    deliver_all()
    award.refresh_from_db()
    assert verdict_on(award).outcome is Outcome.VALID
    assert award.state == Award.State.ISSUED


def test_a_revoked_award_never_comes_back(stage: Stage) -> None:
    """A mistake is mended by a new award, because verifiers have seen this one revoked."""
    award = earned(stage)
    hana = stage.cast.hana
    revoke(person=hana, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    with pytest.raises(Refusal):
        reinstate(person=hana, award_id=award.pk, words="Sorry.")
    with pytest.raises(Refusal):
        suspend(person=hana, award_id=award.pk, reason=Reason.ERROR, words="Sorry.")
    with pytest.raises(Refusal):
        revoke(person=hana, award_id=award.pk, reason=Reason.ERROR, words="Again.")


@pytest.mark.parametrize(("reason", "words"), [("", WORDS), ("whim", WORDS), ("integrity", "  ")])
def test_no_award_is_revoked_without_reason_and_words(
    stage: Stage, reason: str, words: str
) -> None:
    """R19: one of five reasons, and plain words; refused, nothing changes."""
    award = earned(stage)
    with pytest.raises(Refusal):
        revoke(person=stage.cast.hana, award_id=award.pk, reason=reason, words=words)
    award.refresh_from_db()
    assert award.state == Award.State.ISSUED
    assert not award.places.filter(is_set=True).exists()


def test_only_the_issuers_officer_changes_an_award(stage: Stage) -> None:
    """Neither holder, assessor, lead, administrator nor an officer of elsewhere may."""
    from cast import belongs
    from lapel.journey.people.models import Role

    award = earned(stage)
    cast = stage.cast
    belongs(cast.emre, cast.elsewhere, Role.ISSUER_OFFICER)
    for person in (cast.amina, cast.ben, cast.gita, cast.ibrahim, cast.elif_, cast.emre):
        with pytest.raises(PermissionDenied):
            revoke(person=person, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    assert not award.standings.exists()


def test_other_awards_keep_their_place_in_the_list(stage: Stage) -> None:
    """One bit is set, the neighbour's is not; each award has a place of its own."""
    first = earned(stage)
    second = earned(stage, stage.cast.chipo)
    revoke(person=stage.cast.hana, award_id=first.pk, reason=Reason.ERROR, words=WORDS)
    deliver_all()
    assert verdict_on(second).outcome is Outcome.VALID
    for purpose in StatusList.Purpose:
        ours, theirs = first.places.get(purpose=purpose), second.places.get(purpose=purpose)
        assert ours.status_list == theirs.status_list
        assert ours.index != theirs.index
