"""Many awards on an officer's word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from issuing.batching import GROUND, confirmed, issued, many, table, uploaded
from issuing.earning import decided, earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, Batch, LogEntry, Recipient, StatusPlace
from lapel.journey.issuing.queries import are_in_the_log, verdict_on
from lapel.journey.issuing.queries.batches import is_confirmed
from lapel.journey.people.models import Person
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, parked_deliveries

if TYPE_CHECKING:
    from review.stage import Stage


def test_a_confirmed_table_becomes_signed_awards(stage: Stage) -> None:
    """Each is valid, of its own person, logged twice over, and told of by one event a chunk."""
    batch = issued(stage, *many(3))
    assert (batch.state, batch.issued, batch.skipped) == (Batch.State.DONE, 3, 0)
    awards = list(Award.objects.select_related("person", "key"))
    assert sorted(award.person.email for award in awards) == many(3)
    for award in awards:
        assert verdict_on(award).outcome is Outcome.VALID
        assert are_in_the_log(award)
        assert [entry.action for entry in history("award", award.pk)] == ["issued"]
    assert LogEntry.objects.filter(kind="award").count() == 3
    assert OutboxEvent.objects.filter(kind="issuing.AwardsIssued").count() == 1
    assert not OutboxEvent.objects.filter(kind="issuing.AwardIssued").exists()
    assert chain_faults() == []


def test_the_jobs_issue_what_was_confirmed(stage: Stage) -> None:
    """An officer confirms on a page; the rest happens by itself, and no job is parked."""
    batch = confirmed(stage, *many(2))
    deliver_all()
    batch.refresh_from_db()
    assert list(parked_deliveries()) == []
    assert (batch.state, batch.issued) == (Batch.State.DONE, 2)


def test_a_badge_says_on_what_ground_it_was_awarded(stage: Stage) -> None:
    """ADR 15: an officer's confirmation, not the results of assessors, in both documents."""
    issued(stage, "nia@example.org")
    award = Award.objects.get()
    for text in (award.document, award.public_document):
        document = json.loads(text)
        (piece,) = document["evidence"]
        assert piece["genre"] == "confirmation"
        assert GROUND in piece["narrative"]
        assert "result" not in document["credentialSubject"]
    assert "nia@example.org" not in award.document
    assert "identifier" not in json.loads(award.public_document)["credentialSubject"]


def test_a_person_confirms_before_anything_is_signed(stage: Stage) -> None:
    """R18 and the red line: no award by machine alone."""
    batch = uploaded(stage, *many(2))
    deliver_all()
    assert actions.issue_batch(batch_id=batch.pk).state == Batch.State.UPLOADED
    assert not Award.objects.exists()


def test_the_decision_stands_in_the_audit_chain(stage: Stage) -> None:
    """Who, when, for how many, with the record's hash; the ground beside it as erasable words."""
    batch = confirmed(stage, *many(2))
    entry = history("batch", batch.pk).get(action="confirmed")
    assert entry.actor == stage.cast.hana.pk
    assert entry.facts == {"record_hash": batch.record_hash, "recipients": 2}
    assert entry.text.words == GROUND
    assert is_confirmed(batch)


@pytest.mark.parametrize("change", ["recipient", "record"])
def test_what_was_changed_after_it_was_confirmed_is_not_issued(stage: Stage, change: str) -> None:
    """R18: what is awarded is what was decided, for exactly these people."""
    batch = confirmed(stage, *many(2))
    if change == "recipient":
        Recipient.objects.create(batch=batch, chunk=0, line=9, email="eve@example.org")
    else:
        Batch.objects.update(record={**batch.record, "recipients": 3})
    with pytest.raises(actions.Refusal, match="audit log"):
        actions.issue_batch(batch_id=batch.pk)
    assert not Award.objects.exists()


def test_confirming_without_a_ground_is_refused(stage: Stage) -> None:
    """A holder and a verifier can read why."""
    batch = uploaded(stage, *many(1))
    with pytest.raises(actions.Refusal, match="ground"):
        actions.confirm_batch(person=stage.cast.hana, batch_id=batch.pk, words="  ")


def test_confirming_twice_is_confirming_once(stage: Stage) -> None:
    """A doubled click changes nothing, and its words are not taken."""
    batch = confirmed(stage, *many(1))
    again = actions.confirm_batch(person=stage.cast.hana, batch_id=batch.pk, words="Other.")
    assert again.words == GROUND
    assert history("batch", batch.pk).filter(action="confirmed").count() == 1


@pytest.mark.parametrize("who", ["amina", "ibrahim", "dara"])
def test_only_an_officer_of_the_issuer_uploads_and_confirms(stage: Stage, who: str) -> None:
    """A teacher, an administrator and a designer are none."""
    person = getattr(stage.cast, who)
    with pytest.raises(PermissionDenied):
        actions.upload_batch(person=person, subject=stage.version, data=table(*many(1)))
    batch = uploaded(stage, *many(1))
    for act in (actions.pause_batch, actions.resume_batch, actions.cancel_batch):
        with pytest.raises(PermissionDenied):
            act(person=person, batch_id=batch.pk)
    with pytest.raises(PermissionDenied):
        actions.confirm_batch(person=person, batch_id=batch.pk, words=GROUND)


def test_bad_lines_say_what_is_wrong_and_the_others_are_kept(stage: Stage) -> None:
    """Each with its line, as it was written; the officer's own address among them."""
    earned(stage)
    addresses = ["nia@example.org", "nobody", "NIA@example.org", "", stage.cast.hana.email]
    lines = [f"Somebody,{each}\n" for each in [*addresses, stage.cast.amina.email]]
    batch = actions.upload_batch(
        person=stage.cast.hana,
        subject=stage.version,
        data="".join(["name,email\n", *lines]).encode(),
    )
    told = {each["line"]: each["reason"] for each in batch.bad}
    assert told == {
        3: "This is not an e-mail address.",
        4: "The same address is on line 2.",
        5: "There is no e-mail address.",
        6: "This is your own address; another officer awards you.",
        7: "She has this award already.",
    }
    assert [each.email for each in batch.recipients.all()] == ["nia@example.org"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"name,email,grade\nNia,nia@example.org,3\n", "not known here: grade"),
        (b"name\nNia\n", "missing: email"),
        (b"email\n", "names nobody"),
        (b"email\n\0", "not a text file"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(stage: Stage, data: bytes, said: str) -> None:
    """A column that is not read would be a surprise, so it is named."""
    with pytest.raises(actions.Refusal, match=said):
        actions.upload_batch(person=stage.cast.hana, subject=stage.version, data=data)
    assert not Batch.objects.exists()


def test_the_preview_does_not_tell_who_has_an_account(stage: Stage) -> None:
    """Amina has one and nobody else: their lines look alike (ADR 15)."""
    batch = uploaded(stage, stage.cast.amina.email, "stranger@example.org")
    assert batch.bad == []
    assert batch.total == 2


def test_who_has_an_account_gets_the_award_there(stage: Stage) -> None:
    """No second person is made beside her."""
    before = Person.objects.count()
    issued(stage, stage.cast.amina.email.upper())
    assert Award.objects.get().person == stage.cast.amina
    assert Person.objects.count() == before


def test_who_has_none_is_a_person_who_has_not_joined(stage: Stage) -> None:
    """She holds the award, belongs nowhere, and has proved no address yet."""
    issued(stage, "nia@example.org")
    nia = Person.objects.get(email="nia@example.org")
    assert (nia.name, nia.joined_at, nia.is_active) == ("Nia", None, True)
    assert not nia.memberships.exists()
    assert not nia.emailaddress_set.filter(verified=True).exists()
    assert not nia.has_usable_password()


def test_addresses_are_erased_from_the_table_when_the_awards_stand(stage: Stage) -> None:
    """The award holds its person; the table needs nobody's address any more."""
    batch = issued(stage, *many(2))
    assert set(batch.recipients.values_list("email", "name", "person")) == {("", "", None)}


def test_who_got_it_meanwhile_is_left_out_and_said_so(stage: Stage) -> None:
    """Between the look and the turn she earned it the long way."""
    decision = decided(stage)
    batch = confirmed(stage, stage.cast.amina.email, "nia@example.org")
    actions.issue_award(decision_id=decision.pk)
    batch = actions.issue_batch(batch_id=batch.pk)
    assert (batch.state, batch.issued, batch.skipped) == (Batch.State.DONE, 1, 1)
    left = batch.recipients.get(state=Recipient.State.SKIPPED)
    assert left.reason == Recipient.Reason.HELD
    assert Award.objects.filter(person=stage.cast.amina).count() == 1


def test_the_same_table_again_awards_nobody_twice(stage: Stage) -> None:
    """Every line says that she has it; nothing is left to confirm."""
    issued(stage, *many(2))
    again = uploaded(stage, *many(2))
    assert again.total == 0
    with pytest.raises(actions.Refusal, match="nobody"):
        actions.confirm_batch(person=stage.cast.hana, batch_id=again.pk, words=GROUND)


def test_paused_it_stands_still_and_resumed_it_goes_on(stage: Stage, small_chunks: None) -> None:
    """Nothing is issued in between, and nothing twice after."""
    batch = confirmed(stage, *many(6))

    def pause(seen: Batch) -> None:
        if seen.state == Batch.State.RUNNING:
            actions.pause_batch(person=stage.cast.hana, batch_id=seen.pk)

    batch = actions.issue_batch(batch_id=batch.pk, tell=pause)
    assert (batch.state, batch.issued) == (Batch.State.PAUSED, 2)
    deliver_all()
    assert Award.objects.count() == 2
    actions.resume_batch(person=stage.cast.hana, batch_id=batch.pk)
    deliver_all()
    batch.refresh_from_db()
    assert (batch.state, batch.issued) == (Batch.State.DONE, 6)
    assert Award.objects.count() == 6


def test_cancelled_it_keeps_what_is_issued_and_forgets_the_rest(
    stage: Stage, small_chunks: None
) -> None:
    """An award is taken back by revoking it, with a reason, not by cancelling."""
    batch = confirmed(stage, *many(5))

    def cancel(seen: Batch) -> None:
        actions.cancel_batch(person=stage.cast.hana, batch_id=seen.pk)

    batch = actions.issue_batch(batch_id=batch.pk, tell=cancel)
    assert (batch.state, batch.issued) == (Batch.State.CANCELLED, 2)
    waiting = batch.recipients.filter(state=Recipient.State.CANCELLED)
    assert set(waiting.values_list("email", flat=True)) == {""}
    deliver_all()
    assert Award.objects.count() == 2


def test_acts_out_of_season_are_refused(stage: Stage) -> None:
    """A page that was open too long does not surprise anybody."""
    batch = issued(stage, *many(1))
    for act in (actions.pause_batch, actions.resume_batch, actions.cancel_batch):
        with pytest.raises(actions.Refusal, match="another state"):
            act(person=stage.cast.hana, batch_id=batch.pk)


def test_every_award_has_a_place_of_its_own(stage: Stage, small_chunks: None) -> None:
    """Drawn at random for a chunk at a time, in one list."""
    issued(stage, *many(7))
    places = list(StatusPlace.objects.order_by("pk").values_list("status_list", "index"))
    assert len(set(places)) == 7
    assert len({each[0] for each in places}) == 1
    assert [each[1] for each in places] != sorted(each[1] for each in places)


def test_one_award_of_a_batch_is_revoked_like_any_other(stage: Stage) -> None:
    """Only its bit is set, and a new award mends a mistake."""
    issued(stage, *many(2))
    award = Award.objects.order_by("pk")[0]
    actions.revoke(
        person=stage.cast.hana, award_id=award.pk, reason="issued_in_error", words="A mistake."
    )
    deliver_all()
    award.refresh_from_db()
    assert verdict_on(award).outcome is not Outcome.VALID
    again = issued(stage, award.person.email)
    assert again.issued == 1


def test_a_stack_can_be_awarded_too(stage: Stage) -> None:
    """Its version has no number, its achievement is a certificate."""
    from lapel.journey.catalogue.models import Stack
    from lapel.journey.record.queries import now

    stack = Stack.objects.create(
        slug="older", organisation=stage.cast.college, title="Older certificate",
        summary="S.", statement="S.", category="assessment strategies", level="Practising",
        requires={"all": ["waiting"]}, published_at=now(),
    )  # fmt: skip
    batch = actions.upload_batch(
        person=stage.cast.hana, subject=stack, data=table("nia@example.org")
    )
    actions.confirm_batch(person=stage.cast.hana, batch_id=batch.pk, words=GROUND)
    deliver_all()
    assert verdict_on(Award.objects.get()).outcome is Outcome.VALID
