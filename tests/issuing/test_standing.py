"""Revoke, suspend, reinstate: who may, what verifiers then read, what never comes back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing.actions import Refusal, reinstate, revoke, sign_anew, suspend
from lapel.journey.issuing.models import Award, IssuerKey, Reason
from lapel.journey.issuing.queries import latest_standing, own_document, own_trust, verdict_on
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, now

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


def test_a_suspended_award_is_refused_by_whoever_knows_only_revocation(stage: Stage) -> None:
    """The one list that the badge names has purpose revocation, and its bit is set."""
    award = earned(stage)
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    deliver_all()
    award.refresh_from_db()
    assert award.state == Award.State.SUSPENDED
    assert verdict_on(award).step("status").code == "status.revoked"


def test_a_reinstated_award_is_signed_anew_and_no_bit_is_cleared(stage: Stage) -> None:
    """Bitstring Status List 1.0, §2.2: revocation is not reversible; so the place changes."""
    award = earned(stage)
    before, hana = award.document, stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    deliver_all()
    reinstate(person=hana, award_id=award.pk, words="The question is answered.")
    deliver_all()
    award.refresh_from_db()
    assert award.state == Award.State.ISSUED
    assert verdict_on(award).outcome is Outcome.VALID
    given_up = award.places.get(given_up_at__isnull=False)
    assert given_up.is_set
    old = verify_credential(json.loads(before), now=now(), resolve=own_document, trust=own_trust())
    assert old.step("status").code == "status.revoked"


def test_signing_anew_changes_date_place_and_proof_alone(stage: Stage) -> None:
    """OB 3.0 §B.1: the later validFrom is in force; awardedDate keeps the day; it runs once."""
    award = earned(stage)
    before = json.loads(award.document)
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    reinstate(person=hana, award_id=award.pk, words="The question is answered.")
    with clock_at(now() + timedelta(days=1)):
        deliver_all()
        award.refresh_from_db()
        signed = award.document
        assert sign_anew(award_id=award.pk).document == signed
    after = json.loads(signed)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"validFrom", "credentialStatus", "proof"}
    assert before.keys() == after.keys()
    assert [entry.action for entry in history("award", award.pk)][-1] == "signed anew"
    assert OutboxEvent.objects.filter(kind="issuing.AwardSignedAnew").count() == 1


def test_while_a_new_key_is_being_made_the_last_one_gives_the_place(stage: Stage) -> None:
    """Its list keeps to its DID, under which the award is signed anew when the key is there."""
    award, hana = earned(stage), stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    IssuerKey.objects.update(retired_at=now())
    reinstate(person=hana, award_id=award.pk, words="The question is answered.")
    assert award.key is not None
    place = award.places.get(given_up_at__isnull=True)
    assert (place.is_set, place.status_list.did) == (False, award.key.did)


def test_without_any_key_an_award_stays_suspended(stage: Stage) -> None:
    """After the only key was disowned there is nothing to sign it with for a minute."""
    award, hana = earned(stage), stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    IssuerKey.objects.update(retired_at=now(), disowned_at=now())
    with pytest.raises(Refusal, match="being made"):
        reinstate(person=hana, award_id=award.pk, words="The question is answered.")
    award.refresh_from_db()
    assert award.state == Award.State.SUSPENDED


def test_a_suspended_award_that_is_revoked_then_stays_revoked(stage: Stage) -> None:
    """The bit was set already; what changes is what people read."""
    award = earned(stage)
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words="A question is open.")
    revoke(person=hana, award_id=award.pk, reason=Reason.INTEGRITY, words=WORDS)
    deliver_all()
    award.refresh_from_db()
    assert award.state == Award.State.REVOKED
    assert verdict_on(award).step("status").code == "status.revoked"
    assert award.places.count() == 1


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


def test_an_officer_changes_nothing_about_an_award_of_her_own(stage: Stage) -> None:
    """Whoever holds the award is no judge of it, whatever office she has; her colleague is."""
    from cast import belongs
    from lapel.journey.people.models import Role

    award = earned(stage)
    amina = stage.cast.amina
    belongs(amina, stage.cast.college, Role.ISSUER_OFFICER)
    for act in (revoke, suspend):
        with pytest.raises(PermissionDenied):
            act(person=amina, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    suspend(person=stage.cast.hana, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    with pytest.raises(PermissionDenied):
        reinstate(person=amina, award_id=award.pk, words=WORDS)


def test_other_awards_keep_their_place_in_the_list(stage: Stage) -> None:
    """One bit is set, the neighbour's is not; each award has a place of its own."""
    first = earned(stage)
    second = earned(stage, stage.cast.chipo)
    revoke(person=stage.cast.hana, award_id=first.pk, reason=Reason.ERROR, words=WORDS)
    deliver_all()
    assert verdict_on(second).outcome is Outcome.VALID
    ours, theirs = first.places.get(), second.places.get()
    assert ours.status_list == theirs.status_list
    assert ours.index != theirs.index
