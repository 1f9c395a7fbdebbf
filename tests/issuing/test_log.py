"""The issuance log: what issuing enters, in which order, and what opens it."""

from __future__ import annotations

import json
from argparse import Namespace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from cast import person
from issuing.earning import decided, earned
from lapel.domain.transparency.audit import audit
from lapel.domain.transparency.entries import Event, Kind, document_digest, status_history
from lapel.domain.transparency.errors import ProofError
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.logproof import verify_logged
from lapel.domain.transparency.policy import of_witnesses
from lapel.domain.transparency.tiles import pack
from lapel.domain.transparency.tree import Tree
from lapel.doors.cli.checks import NotInOrderError
from lapel.doors.cli.checks.logged import issuance_log
from lapel.journey.files.queries import storage
from lapel.journey.issuing import actions
from lapel.journey.issuing.actions import enter_in_log, sequence_log
from lapel.journey.issuing.models import Award, LogEntry, Reason
from lapel.journey.issuing.queries import (
    StoredLog,
    address,
    head_of,
    is_included,
    known,
    log_proof,
    open_log,
    verifier_key,
    waiting_entries,
)
from lapel.journey.people.actions import leave
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import parked_deliveries

if TYPE_CHECKING:
    from lapel.domain.transparency.findings import Audit
    from lapel.domain.transparency.policy import Policy
    from lapel.journey.issuing.models import Log
    from review.stage import Stage

WORDS = "A question is open."


def the_log() -> Log:
    found = open_log()
    assert found is not None
    return found


def trusted() -> Policy:
    return of_witnesses(0, (), log=known(the_log()).keys[0])


def audited() -> Audit:
    return audit(StoredLog(the_log().number), policy=trusted())


def test_an_award_is_entered_included_and_its_copy_is_sound(stage: Stage) -> None:
    """One entry at position 0; whoever audits the files finds them intact and confirmed."""
    award = earned(stage)
    award.refresh_from_db()
    assert is_included(award)
    (entry,) = award.log_entries.all()
    assert (entry.kind, entry.turn, entry.position) == ("award", 0, 0)
    found = audited()
    assert found.codes() == [Code.INTACT]
    assert found.confirmed
    assert found.origin == "localhost:8000/log/1"
    assert found.head == head_of(the_log())


def test_the_entry_opens_with_the_salt_and_the_signed_documents_alone(stage: Stage) -> None:
    """ADR 7: HMAC under the award's salt over kind, turn, address and digests of RFC 8785."""
    award = earned(stage)
    documents = (json.loads(award.document), json.loads(award.public_document))
    event = Event(
        Kind.AWARD, address("award", award.pk), 0, frozenset(map(document_digest, documents))
    )
    stored = Tree(StoredLog(1), the_log().size).entry(0)
    assert stored == event.entry(bytes(award.log_salt or b""))
    assert str(award.pk).encode() not in stored


def test_her_proof_verifies_with_either_document_and_no_other(stage: Stage) -> None:
    """C2SP tlog-proof: index, inclusion and checkpoint, with salt and digests as extra data."""
    award = earned(stage)
    proof = log_proof(award)
    assert proof is not None
    for text in (award.document, award.public_document):
        signed = verify_logged(proof.encode(), event=_at_hand(award, text), policy=trusted())
        assert signed.checkpoint.head == head_of(the_log())
    forged = json.dumps(json.loads(award.document) | {"name": "Another name"})
    with pytest.raises(ProofError):
        verify_logged(proof.encode(), event=_at_hand(award, forged), policy=trusted())


def _at_hand(award: Award, text: str, kind: Kind = Kind.AWARD, turn: int = 0) -> Event:
    digest = document_digest(json.loads(text))
    return Event(kind, address("award", award.pk), turn, frozenset({digest}))


def test_what_becomes_of_an_award_is_entered_in_its_order(stage: Stage) -> None:
    """Suspended, reinstated, signed anew, revoked: who holds the salt reads it in any copy."""
    award, hana = earned(stage), stage.cast.hana
    actions.suspend(person=hana, award_id=award.pk, reason=Reason.POLICY, words=WORDS)
    actions.reinstate(person=hana, award_id=award.pk, words=WORDS)
    deliver_all()
    actions.revoke(person=hana, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    deliver_all()
    award.refresh_from_db()
    told = list(award.log_entries.order_by("position").values_list("kind", "turn"))
    status = [("suspension", 1), ("reinstatement", 2), ("revocation", 3)]
    assert told == [("award", 0), *status[:2], ("refresh", 1), status[2]]
    tree = Tree(StoredLog(1), the_log().size)
    logged = {tree.entry(at) for at in range(tree.size)}
    history = status_history(
        credential=address("award", award.pk), salt=bytes(award.log_salt or b""), logged=logged
    )
    assert history == [Kind.SUSPENSION, Kind.REINSTATEMENT, Kind.REVOCATION]
    proof = log_proof(award)
    assert proof is not None
    event = _at_hand(award, award.document, Kind.REFRESH, 1)
    assert verify_logged(proof.encode(), event=event, policy=trusted())


def test_an_award_that_waits_for_the_log_is_not_included(stage: Stage) -> None:
    """The entry stands in the queue with the award; inclusion comes with the checkpoint."""
    award = actions.issue_award(decision_id=decided(stage).pk)
    assert award.state == Award.State.ISSUED
    assert waiting_entries().count() == 1
    assert not is_included(award)
    assert log_proof(award) is None
    sequence_log()
    award.refresh_from_db()
    assert is_included(award)
    assert log_proof(award) is not None


def test_many_awards_are_entered_by_few_statements_and_one_job(
    stage: Stage, django_assert_max_num_queries: object
) -> None:
    """Bulk work costs a query or two per 2,000 awards, and one event for the sequencer."""
    award = earned(stage)
    clones = _clones(award, 300)
    before = OutboxEvent.objects.filter(kind="issuing.EntriesWaiting").count()
    with transaction.atomic(), django_assert_max_num_queries(9):  # type: ignore[operator]  # a fixture of pytest-django
        enter_in_log(awards=clones[:200], kind=Kind.AWARD)
    with transaction.atomic():
        digests = {each.pk: frozenset({bytes(32)}) for each in clones[200:]}
        enter_in_log(awards=clones[200:], kind=Kind.AWARD, digests=digests)
    assert OutboxEvent.objects.filter(kind="issuing.EntriesWaiting").count() == before + 1
    deliver_all()
    positions = LogEntry.objects.order_by("pk").values_list("position", flat=True)
    assert list(positions) == list(range(301))
    assert audited().codes() == [Code.INTACT]
    assert not list(storage().keys("log/1/tile/0/000.p/"))
    assert Award.objects.filter(included_at=None).count() == 0


def _clones(award: Award, count: int) -> list[Award]:
    """Give as many awards of the same achievement, each to somebody else."""
    people = [person(f"Holder-{number}") for number in range(count)]
    facts = {name: getattr(award, name) for name in ("achievement", "awarded_at", "document")}
    facts |= {"public_document": award.public_document, "state": Award.State.ISSUED}
    return Award.objects.bulk_create(Award(person=each, **facts) for each in people)


def test_entries_outside_a_transaction_are_refused(stage: Stage) -> None:
    """An entry without what it says, or the other way round, must not be possible."""
    award = earned(stage)
    connection = transaction.get_connection()
    connection.in_atomic_block, kept = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError, match="transaction"):
            enter_in_log(awards=[award], kind=Kind.REVOCATION)
    finally:
        connection.in_atomic_block = kept


def test_the_salt_goes_with_its_holder_and_the_entry_says_nothing(stage: Stage) -> None:
    """Erasure: no proof can be made any more, later entries are sealed with a salt nobody keeps."""
    award = earned(stage)
    salt = bytes(award.log_salt or b"")
    leave(person=stage.cast.amina)
    deliver_all()
    award.refresh_from_db()
    assert award.log_salt is None
    assert log_proof(award) is None
    actions.revoke(person=stage.cast.hana, award_id=award.pk, reason=Reason.ERROR, words=WORDS)
    deliver_all()
    tree = Tree(StoredLog(1), the_log().size)
    logged = {tree.entry(at) for at in range(tree.size)}
    assert tree.size == 2
    assert status_history(credential=address("award", award.pk), salt=salt, logged=logged) == []


def test_the_sequencer_run_again_with_nothing_to_do_changes_nothing(stage: Stage) -> None:
    """Jobs run at least once, so the second run signs no second checkpoint."""
    earned(stage)
    before = the_log()
    sequence_log()
    after = the_log()
    assert (after.note, after.published_note) == (before.note, before.published_note)
    assert list(parked_deliveries()) == []


def test_the_checkpoint_is_signed_by_a_key_of_its_own(stage: Stage) -> None:
    """The log's key is neither an issuer's nor a witness's, and is named after its origin."""
    earned(stage)
    log = the_log()
    assert str(verifier_key(log.key)).startswith("localhost:8000/log/1+")
    assert log.key.key_id.startswith("log-1-")


def test_the_doctor_proves_the_last_entry_and_sees_a_damaged_tile(stage: Stage) -> None:
    """A round trip in memory before there is a log; then the real one, against its checkpoint."""
    options = Namespace()
    assert "begins with an award" in issuance_log(options)
    earned(stage)
    assert "the last of the 1 published ones stands under its checkpoint" in issuance_log(options)
    storage().put("log/1/tile/entries/000.p/1", BytesIO(pack([b"another"])))
    with pytest.raises(ProofError):
        issuance_log(options)
    actions.resume_after_restore()
    with pytest.raises(NotInOrderError, match="held after a restore"):
        issuance_log(options)
