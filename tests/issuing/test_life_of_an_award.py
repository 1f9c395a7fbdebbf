"""Expiring, refreshing and re-issuing awards under their own numbers (docs/adr/0019)."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress

from cast import belongs
from domain.badges.official import objections
from issuing.batching import issued, many
from issuing.earning import earned
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing import actions
from lapel.journey.issuing.events import ChangeWaits
from lapel.journey.issuing.models import Act, Award, Change, Log, LogEntry, StatusList
from lapel.journey.issuing.queries import (
    awards_at_other_address,
    own_document,
    own_trust,
    verdict_on,
)
from lapel.journey.issuing.queries.changes import (
    look_at,
    progress_of,
    to_sign_anew,
)
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, now, parked_deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from lapel.domain.badges.verdicts import Verification
    from lapel.journey.people.models import Person
    from review.stage import Stage

WORDS = "The rules of the programme changed."
SOON = timedelta(days=30)


def batch_of(stage: Stage, count: int) -> list[Award]:
    issued(stage, *many(count))
    deliver_all()
    return list(Award.objects.order_by("pk"))


def change(stage: Stage, verb: str, awards: Sequence[Award], **more: Any) -> Change:
    terms = actions.Terms(**({"reason": "policy", "words": WORDS} | more))
    ids = [each.pk for each in awards]
    return actions.change_many(person=stage.cast.hana, verb=verb, award_ids=ids, terms=terms)


def copy_says(text: str) -> Verification:
    """Verify a copy somebody kept, against the lists and keys of today."""
    return verify_credential(json.loads(text), now=now(), resolve=own_document, trust=own_trust())


def moved(person: Person, email: str) -> None:
    """Give a person another address, which she confirmed."""
    EmailAddress.objects.filter(user=person).update(primary=False)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    type(person).objects.filter(pk=person.pk).update(email=email)
    person.email = email


def test_an_award_given_a_sooner_end_is_signed_anew_and_its_old_copy_is_refused(
    stage: Stage,
) -> None:
    """Same number, day and evidence; the old copy reads as ended by its issuer, never as forged."""
    award = earned(stage)
    before = json.loads(award.document)
    end = now() + SOON
    with clock_at(now() + timedelta(days=1)):
        change(stage, "expire", [award], valid_until=end)
        assert copy_says(award.document).outcome is Outcome.VALID
        deliver_all()
        award.refresh_from_db()
        assert verdict_on(award).outcome is Outcome.VALID
        old = copy_says(json.dumps(before))
    assert list(parked_deliveries()) == []
    after = json.loads(award.document)
    assert after["validUntil"] == timestamp(end)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {
        *("validFrom", "validUntil", "credentialStatus", "refreshService", "proof"),
    }
    for text in (award.document, award.public_document):
        assert objections(json.loads(text)) == []
    assert (old.outcome, old.step("status").code) == (Outcome.ENDED, "status.revoked")
    assert old.step("proof").code == "proof.match"
    with clock_at(end + timedelta(days=1)):
        ended = verdict_on(award)
        assert (ended.outcome, ended.step("validity").code) == (Outcome.ENDED, "validity.expired")
    assert award.anew_for_id is None
    assert chain_faults() == []


def test_the_history_tells_who_gave_an_award_another_end_and_why(stage: Stage) -> None:
    """R19 and R21: reason and words beside the act, the words outside the chain of hashes."""
    award = earned(stage)
    end = now() + SOON
    change(stage, "expire", [award], valid_until=end)
    deliver_all()
    act = award.standings.get()
    assert (act.act, act.reason, act.words, act.valid_until) == (Act.EXPIRE, "policy", WORDS, end)
    asked, signed = list(history("award", award.pk))[-2:]
    assert asked.facts["valid_until"] == {"from": None, "to": end.isoformat()}
    assert (asked.actor, asked.text.words) == (stage.cast.hana.pk, WORDS)
    assert (signed.action, signed.facts["for"]) == ("signed anew", "expire")
    assert LogEntry.objects.filter(award=award, kind="refresh").count() == 1


def test_a_later_end_leaves_the_old_copies_genuine(stage: Stage) -> None:
    """They say less than the award does, so nobody is misled by them."""
    (award,) = batch_of(stage, 1)
    soon, later = now() + SOON, now() + 2 * SOON
    change(stage, "expire", [award], valid_until=soon)
    deliver_all()
    award.refresh_from_db()
    copy = award.document
    change(stage, "refresh", [award], valid_until=later)
    deliver_all()
    award.refresh_from_db()
    assert award.valid_until == later
    assert copy_says(copy).outcome is Outcome.VALID
    with clock_at(soon + timedelta(days=1)):
        assert copy_says(copy).step("validity").code == "validity.expired"
        assert verdict_on(award).step("validity").code == "validity.current"


def test_a_refreshed_award_is_signed_by_the_present_key(stage: Stage) -> None:
    """The copy by the retired key stays genuine; the document in force names the new key."""
    award = earned(stage)
    copy, first = award.document, award.key
    actions.order_key(person=stage.cast.hana, issuer_id=award.achievement.issuer_id)
    deliver_all()
    change(stage, "refresh", [award], reason="")
    deliver_all()
    award.refresh_from_db()
    assert award.key != first
    assert verdict_on(award).outcome is Outcome.VALID
    assert copy_says(copy).outcome is Outcome.VALID
    assert award.standings.get().reason == ""


def test_revoking_a_refreshed_award_ends_every_copy_ever_taken(stage: Stage) -> None:
    """Under did:key a new key is another DID with lists of its own; the old place is marked too."""
    (award, other) = batch_of(stage, 2)
    copies = [award.document, other.document]
    actions.order_key(person=stage.cast.hana, issuer_id=award.achievement.issuer_id)
    deliver_all()
    change(stage, "refresh", [award, other])
    deliver_all()
    assert award.places.count() == 2
    change(stage, "revoke", [award])
    actions.suspend(person=stage.cast.hana, award_id=other.pk, reason="policy", words=WORDS)
    deliver_all()
    for copy in copies:
        assert copy_says(copy).step("status").code == "status.revoked"


def test_many_are_given_an_end_with_one_word(stage: Stage) -> None:
    """Each is signed anew by itself, in rounds; what is left is counted."""
    awards = batch_of(stage, 3)
    made = change(stage, "expire", awards, valid_until=now() + SOON)
    assert progress_of(made).left == 3
    deliver_all()
    assert (progress_of(made).done, progress_of(made).left) == (3, 0)
    for award in Award.objects.all():
        assert verdict_on(award).outcome is Outcome.VALID
        assert "validUntil" in json.loads(award.document)
    assert OutboxEvent.objects.filter(kind="issuing.AwardSignedAnew").count() == 3


def test_a_change_that_is_killed_goes_on_and_signs_nothing_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job reads what is left from the awards, so it may die anywhere and run again."""
    monkeypatch.setattr(import_module("lapel.journey.issuing.actions.sign_change"), "A_ROUND", 2)
    awards = batch_of(stage, 3)
    made = change(stage, "refresh", awards)
    first = to_sign_anew(made).first()
    assert first is not None
    actions.sign_anew(award_id=first.pk)
    assert actions.sign_change(change_id=made.pk) == 2
    assert actions.sign_change(change_id=made.pk) == 0
    deliver_all()
    assert list(parked_deliveries()) == []
    for award in awards:
        noted = [entry.action for entry in history("award", award.pk)]
        assert noted.count("signed anew") == 1


def test_a_round_passes_over_what_cannot_be_signed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One award whose text is not what was logged stops none of the others."""
    module = import_module("lapel.journey.issuing.actions.sign_change")
    monkeypatch.setattr(module, "A_ROUND", 1)
    awards = batch_of(stage, 2)
    made = change(stage, "refresh", awards)
    Award.objects.filter(pk=awards[0].pk).update(document="{}")
    deliver_all()
    assert [each.pk for each in to_sign_anew(made)] == [awards[0].pk]
    rounds = OutboxEvent.objects.filter(kind=ChangeWaits.kind(), payload__tries=0)
    assert rounds.count() == 2


def test_a_second_act_waits_for_the_signature_of_the_first(stage: Stage) -> None:
    """Otherwise the later would swallow what the earlier asked for."""
    award = earned(stage)
    change(stage, "expire", [award], valid_until=now() + SOON)
    look = look_at(person=stage.cast.hana, verb="refresh", lines=[(1, str(award.pk))])
    assert [each["reason"] for each in look.bad] == [
        "It is being signed anew; try again in a minute."
    ]
    with pytest.raises(actions.Refusal, match="look at them again"):
        change(stage, "refresh", [award])


def test_a_suspended_award_gets_its_new_end_when_it_is_reinstated(stage: Stage) -> None:
    """While suspended nothing is signed; then both acts are in the one new document."""
    award = earned(stage)
    hana, end = stage.cast.hana, now() + SOON
    copy = award.document
    change(stage, "expire", [award], valid_until=end)
    actions.suspend(person=hana, award_id=award.pk, reason="policy", words=WORDS)
    deliver_all()
    award.refresh_from_db()
    assert award.document == copy
    actions.reinstate(person=hana, award_id=award.pk, words=WORDS)
    deliver_all()
    award.refresh_from_db()
    assert json.loads(award.document)["validUntil"] == timestamp(end)
    assert verdict_on(award).outcome is Outcome.VALID
    assert copy_says(copy).step("status").code == "status.revoked"


@pytest.mark.parametrize(
    ("verb", "told", "said"),
    [
        ("expire", {}, "until when"),
        ("expire", {"valid_until": "past"}, "not over yet"),
        ("expire", {"valid_until": "soon", "reason": ""}, "reason"),
        ("expire", {"valid_until": "soon", "words": " "}, "plain words"),
        ("refresh", {"valid_until": "soon"}, "another end"),
    ],
)
def test_an_end_is_said_with_reason_and_lies_ahead(
    stage: Stage, verb: str, told: dict[str, Any], said: str
) -> None:
    """A refresh shortens nothing; refused, nothing changes."""
    award = earned(stage)
    moments: dict[str, datetime] = {"past": now() - SOON, "soon": now() + SOON}
    told = told | ({"valid_until": moments[told["valid_until"]]} if "valid_until" in told else {})
    with pytest.raises(actions.Refusal, match=said):
        change(stage, verb, [award], **told)
    award.refresh_from_db()
    assert (award.valid_until, award.standings.count()) == (None, 0)


def test_nobody_but_the_issuers_officer_ends_refreshes_or_reissues(stage: Stage) -> None:
    """Her own is another officer's to change; elsewhere's officer finds no such award."""
    award = earned(stage)
    cast = stage.cast
    belongs(cast.emre, cast.elsewhere, Role.ISSUER_OFFICER)
    belongs(cast.amina, cast.college, Role.ISSUER_OFFICER)
    for person in (cast.emre, cast.amina, cast.ben):
        for verb in ("expire", "refresh", "reissue", "supersede"):
            look = look_at(person=person, verb=verb, lines=[(1, str(award.pk))])
            assert look.good == []
            with pytest.raises(actions.Refusal):
                actions.change_many(
                    person=person,
                    verb=verb,
                    award_ids=[award.pk],
                    terms=actions.Terms(reason="policy", words=WORDS, valid_until=now() + SOON),
                )
    assert not award.standings.exists()


def test_a_holder_reissues_her_awards_to_her_new_address(stage: Stage) -> None:
    """Same numbers and days; who knows the new address finds it is hers, the old copies end."""
    award = earned(stage)
    amina = stage.cast.amina
    copy, public, day = award.document, award.public_document, award.awarded_at
    assert awards_at_other_address(amina) == []
    moved(amina, "amina@new.example")
    assert awards_at_other_address(amina) == [award]
    actions.reissue_own(person=amina, award_ids={award.pk})
    assert awards_at_other_address(amina) == []
    deliver_all()
    assert list(parked_deliveries()) == []
    award.refresh_from_db()
    says = verify_credential(
        json.loads(award.document),
        now=now(),
        resolve=own_document,
        trust=own_trust(),
        holder_email="amina@new.example",
    )
    assert (says.outcome, says.step("subject").code) == (Outcome.VALID, "subject.match")
    assert award.awarded_at == day
    assert json.loads(award.document)["awardedDate"] == json.loads(copy)["awardedDate"]
    for old in (copy, public):
        assert copy_says(old).step("status").code == "status.revoked"
    assert "identifier" not in json.loads(award.public_document)["credentialSubject"]
    act = award.standings.get()
    assert (act.by, act.reason, act.act) == (amina, "holders_request", Act.REISSUE)
    assert awards_at_other_address(amina) == []
    assert chain_faults() == []


def test_a_holder_reissues_only_her_own_awards_and_only_for_a_confirmed_address(
    stage: Stage,
) -> None:
    """What is another's, or says her address already, is told as no such badge."""
    award, other = earned(stage), earned(stage, stage.cast.chipo)
    amina = stage.cast.amina
    for names in (set(), {award.pk}, {other.pk}):
        with pytest.raises(actions.Refusal):
            actions.reissue_own(person=amina, award_ids=names)
    moved(amina, "amina@new.example")
    EmailAddress.objects.filter(user=amina).update(verified=False)
    with pytest.raises(actions.Refusal):
        actions.reissue_own(person=amina, award_ids={award.pk})
    EmailAddress.objects.filter(user=amina).update(verified=True)
    with pytest.raises(actions.Refusal):
        actions.reissue_own(person=amina, award_ids={award.pk, other.pk})
    assert not Change.objects.exists()


def test_an_officer_reissues_in_bulk_what_says_another_address(stage: Stage) -> None:
    """Only to an address its holder confirmed; what says it already is told so."""
    first, second = earned(stage), earned(stage, stage.cast.chipo)
    unconfirmed = earned(stage, stage.cast.femi)
    moved(stage.cast.amina, "amina@new.example")
    EmailAddress.objects.filter(user=stage.cast.femi).delete()
    EmailAddress.objects.get_or_create(
        user=stage.cast.chipo,
        email=stage.cast.chipo.email,
        defaults={"verified": True, "primary": True},
    )
    lines = [(1, str(first.pk)), (2, str(second.pk)), (3, str(unconfirmed.pk))]
    look = look_at(person=stage.cast.hana, verb="reissue", lines=lines)
    assert look.good == [first]
    assert {each["line"]: each["reason"] for each in look.bad} == {
        2: "It says her present address already.",
        3: "Its holder has not confirmed her present address.",
    }
    change(stage, "reissue", [first])
    deliver_all()
    first.refresh_from_db()
    assert verdict_on(first).outcome is Outcome.VALID
    assert first.standings.get().reason == ""


def test_an_address_that_changes_while_it_is_signed_is_not_signed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature is thrown away and the job is run again, over the address of then."""
    award = earned(stage)
    amina = stage.cast.amina
    moved(amina, "amina@new.example")
    actions.reissue_own(person=amina, award_ids={award.pk})
    module = import_module("lapel.journey.issuing.actions.sign_anew")
    real = module.sign_documents

    def meanwhile(unsigned: dict[str, Any], *, key: Any) -> Any:
        moved(amina, "amina@newest.example")
        return real(unsigned, key=key)

    monkeypatch.setattr(module, "sign_documents", meanwhile)
    with pytest.raises(actions.Refusal, match="address changed"):
        actions.sign_anew(award_id=award.pk)
    monkeypatch.setattr(module, "sign_documents", real)
    deliver_all()
    award.refresh_from_db()
    assert awards_at_other_address(amina) == []
    assert verdict_on(award).outcome is Outcome.VALID


def test_an_act_that_overtook_a_signature_leaves_it_aside(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs at once: what the slower one signed is for an act that is done."""
    award = earned(stage)
    change(stage, "expire", [award], valid_until=now() + SOON)
    module = import_module("lapel.journey.issuing.actions.sign_anew")
    real = module.sign_documents

    def meanwhile(unsigned: dict[str, Any], *, key: Any) -> Any:
        monkeypatch.setattr(module, "sign_documents", real)
        actions.sign_anew(award_id=award.pk)
        return real(unsigned, key=key)

    monkeypatch.setattr(module, "sign_documents", meanwhile)
    actions.sign_anew(award_id=award.pk)
    deliver_all()
    noted = [entry.action for entry in history("award", award.pk)]
    assert noted.count("signed anew") == 1
    assert award.places.count() == 2
    listed = StatusList.objects.get()
    assert listed.signed_revision == listed.revision


def test_nothing_is_signed_anew_while_the_log_is_held(stage: Stage) -> None:
    """After a restore the job is refused as a whole, nothing is passed over, and it goes on."""
    award = earned(stage)
    made = change(stage, "refresh", [award])
    Log.objects.update(held_at=now())
    with pytest.raises(actions.Refusal, match="reconciled"):
        actions.sign_change(change_id=made.pk)
    assert progress_of(made).left == 1
    Log.objects.update(held_at=None)
    deliver_all()
    assert progress_of(made).left == 0
    award.refresh_from_db()
    assert award.signed_anew_at is not None
