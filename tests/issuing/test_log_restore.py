"""After a restore nothing is issued until the log is reconciled, or a new epoch says why."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from issuing.earning import decided, earned, staged
from lapel.domain.transparency.audit import audit
from lapel.domain.transparency.checkpoint import Checkpoint
from lapel.domain.transparency.entries import Epoch, parse_entry
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import Note, sign
from lapel.domain.transparency.policy import of_witnesses
from lapel.domain.transparency.standing import Standing
from lapel.domain.transparency.tree import Tree
from lapel.journey.files.queries import storage
from lapel.journey.issuing import actions
from lapel.journey.issuing.actions import Refusal, open_epoch, reconcile_log, sequence_log
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.models import Award, Log, LogEntry, Reason
from lapel.journey.issuing.queries import StoredLog, head_of, log_file, open_log, verifier_key
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import now, parked_deliveries
from mailing import sign_in_as

if TYPE_CHECKING:
    from lapel.domain.transparency.findings import Audit
    from review.stage import Stage

WHY = "The disk of May and its backups are lost."


def the_log() -> Log:
    found = open_log()
    assert found is not None
    return found


def audited(number: int) -> Audit:
    log = Log.objects.get(pk=number)
    assert log.key is not None
    return audit(StoredLog(number), policy=of_witnesses(0, (), log=verifier_key(log.key)))


class Kept:
    """What an auditor kept: all files of log 1 as they stood."""

    def __init__(self) -> None:
        keys = list(storage().keys("log/1/"))
        self.files = {key.removeprefix("log/1/"): b"".join(storage().open(key)) for key in keys}

    def read(self, path: str, /) -> bytes | None:
        return self.files.get(path)

    @property
    def checkpoint(self) -> bytes:
        return self.files["checkpoint"]


def go_back(before: Log, *, with_files: Kept) -> None:
    """Do to the log's rows and files what a restore of an older backup does."""
    LogEntry.objects.filter(position__gte=before.size).delete()
    fields = ("size", "root", "note", "published_size", "published_note")
    Log.objects.filter(pk=1).update(**{name: getattr(before, name) for name in fields})
    for key in list(storage().keys("log/1/")):
        storage().delete(key)
    for path, data in with_files.files.items():
        storage().put(log_file(1, path), BytesIO(data))
    actions.resume_after_restore()


@pytest.fixture
def lost(stage: Stage) -> tuple[Stage, Kept]:
    """Restore a backup that knows of one award, when two were published; give what was kept."""
    earned(stage)
    before, backup = the_log(), Kept()
    award = earned(staged(stage.cast, "second", "Second"))
    kept = Kept()
    award.places.all().delete()
    LogEntry.objects.filter(award=award).delete()
    go_back(before, with_files=backup)
    return stage, kept


def test_nothing_is_issued_while_the_log_is_held(lost: tuple[Stage, Kept]) -> None:
    """The job on the decision is refused and kept; a revocation counts at once and waits."""
    stage, _kept = lost
    decision = decided(staged(stage.cast, "third", "Third"))
    with pytest.raises(Refusal, match="Nothing is issued"):
        actions.issue_award(decision_id=decision.pk)
    first = Award.objects.order_by("awarded_at")[0]
    actions.revoke(person=stage.cast.hana, award_id=first.pk, reason=Reason.ERROR, words="Sorry.")
    sequence_log()
    assert first.log_entries.get(kind="revocation").position is None
    assert the_log().size == 1


def test_level_with_the_last_published_checkpoint_the_log_goes_on(stage: Stage) -> None:
    """A backup after which nothing was published: compared, released, and the jobs done."""
    earned(stage)
    actions.resume_after_restore()
    decision = decided(staged(stage.cast, "third", "Third"))
    for later in range(1, 8):  # as often as a job is tried before it is parked
        with clock_at(now() + timedelta(hours=later)):
            deliver_all()
    assert parked_deliveries().filter(receiver="issuing.issue_award").count() == 1
    where = reconcile_log(person=stage.cast.ibrahim, checkpoint=Kept().checkpoint)
    assert where is Standing.LEVEL
    with clock_at(now() + timedelta(hours=9)):
        deliver_all()
    award = Award.objects.get(decision=decision)
    assert award.included_at is not None
    assert audited(1).codes() == [Code.INTACT]


def test_behind_the_published_one_it_stays_held_without_a_copy(lost: tuple[Stage, Kept]) -> None:
    """The entry that was published since is lost here, and its position may not be used again."""
    stage, kept = lost
    with pytest.raises(Refusal, match="Entries that were published are missing"):
        reconcile_log(person=stage.cast.ibrahim, checkpoint=kept.checkpoint)
    assert the_log().held_at is not None


def test_published_entries_are_taken_over_from_a_copy(lost: tuple[Stage, Kept]) -> None:
    """Their positions stay used: what comes next stands behind them, and every copy agrees."""
    stage, kept = lost
    where = reconcile_log(person=None, checkpoint=kept.checkpoint, copy=kept)
    assert where is Standing.BEHIND
    award = earned(staged(stage.cast, "third", "Third"))
    assert award.log_entries.get().position == 2
    assert audited(1).codes() == [Code.INTACT]
    old = Tree(kept, 2)
    assert Tree(StoredLog(1), 3).head_at(2) == old.head()


def test_a_backup_whose_files_are_newer_than_its_rows_is_level_by_itself(stage: Stage) -> None:
    """Files are copied after the database: what they hold more is taken over from them."""
    earned(stage)
    before = the_log()
    award = earned(staged(stage.cast, "second", "Second"))
    award.log_entries.update(position=None, log=None)
    go_back_in_rows = {"size": 1, "root": before.root, "note": before.note}
    published = {"published_size": 1, "published_note": before.published_note}
    Log.objects.filter(pk=1).update(**go_back_in_rows, **published)
    actions.resume_after_restore()
    reconcile_log(person=None, checkpoint=Kept().checkpoint)
    deliver_all()
    assert award.log_entries.get().position == 1
    assert the_log().size == 2
    assert audited(1).codes() == [Code.INTACT]


def test_a_database_that_went_back_behind_our_back_is_found_out(stage: Stage) -> None:
    """The checkpoint beside the tiles is ahead of the rows: held, with no restore announced."""
    earned(stage)
    before = the_log()
    earned(staged(stage.cast, "second", "Second"))
    LogEntry.objects.filter(position=1).update(position=None, log=None)
    fields = ("size", "root", "note", "published_size", "published_note")
    Log.objects.filter(pk=1).update(**{name: getattr(before, name) for name in fields})
    sequence_log()
    assert the_log().held_at is not None
    assert the_log().size == 1


def _another_history() -> bytes:
    """Sign, with the log's own key, a checkpoint over what it never held."""
    log = the_log()
    assert log.key is not None
    key_id = log.key.key_id
    text = Checkpoint(log.origin, Head(log.size, bytes(32))).text()
    signature = sign(verifier_key(log.key), text, by=lambda data: keyring().sign(key_id, data))
    return str(Note(text, (signature,))).encode()


def test_apart_from_what_was_published_only_a_new_epoch_helps(stage: Stage) -> None:
    """Another history was shown to somebody: this log ends, and the next says why."""
    earned(stage)
    actions.resume_after_restore()
    with pytest.raises(Refusal, match="Another history"):
        reconcile_log(person=None, checkpoint=_another_history())
    assert the_log().held_at is not None


def test_a_checkpoint_that_our_key_did_not_sign_reconciles_nothing(stage: Stage) -> None:
    """Whoever could make one up would bring the log back to any size he likes."""
    earned(stage)
    actions.resume_after_restore()
    forged = Kept().checkpoint.replace(b"\n1\n", b"\n0\n")
    for text in (forged, b"", b"nonsense"):
        with pytest.raises(Refusal, match="no checkpoint that this log signed"):
            reconcile_log(person=None, checkpoint=text)
    assert the_log().held_at is not None


def test_a_new_epoch_begins_with_its_reason_and_the_old_one_stays(
    lost: tuple[Stage, Kept],
) -> None:
    """ADR 7: the first entry, in clear, names the old log, its last known head, and why."""
    stage, kept = lost
    decision = decided(staged(stage.cast, "third", "Third"))
    new = open_epoch(person=stage.cast.ibrahim, reason=WHY, checkpoint=kept.checkpoint)
    award = actions.issue_award(decision_id=decision.pk)
    deliver_all()
    award.refresh_from_db()
    assert award.included_at is not None
    tree = Tree(StoredLog(new.number), the_log().size)
    beginning = parse_entry(tree.entry(0))
    published = Tree(kept, 2).head()
    assert beginning == Epoch("localhost:8000/log/1", published, WHY)
    assert award.log_entries.get().position == 1
    assert audited(2).codes() == [Code.INTACT, Code.CONTINUES]
    assert Client().get("/log/1/checkpoint").status_code == 200
    page = Client().get("/issuing/log/").content.decode()
    assert WHY in page


def test_a_number_that_an_epoch_had_is_not_given_again(stage: Stage) -> None:
    """A backup from before epoch 2 does not know it; its files, or its checkpoint, do."""
    earned(stage)
    second = open_epoch(person=None, reason=WHY)
    sequence_log()
    earned(staged(stage.cast, "second", "Second"))
    seen = b"".join(storage().open("log/2/checkpoint"))
    third = open_epoch(person=None, reason=WHY, checkpoint=seen)
    assert (second.number, third.number) == (2, 3)
    assert head_of(third) == Head(0, bytes.fromhex(third.root))


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 501])
def test_a_new_epoch_without_a_reason_of_one_line_is_refused(stage: Stage, reason: str) -> None:
    """Everybody reads it for ever, so there is one."""
    earned(stage)
    with pytest.raises(Refusal, match="Say in one line"):
        open_epoch(person=stage.cast.ibrahim, reason=reason)
    assert the_log().number == 1


def test_only_an_administrator_of_the_instance_tends_the_log(stage: Stage) -> None:
    """Neither officer, lead nor teacher; and on the page not without the second factor."""
    earned(stage)
    for person in (stage.cast.hana, stage.cast.amina, stage.cast.gita):
        with pytest.raises(PermissionDenied):
            open_epoch(person=person, reason=WHY)
        with pytest.raises(PermissionDenied):
            reconcile_log(person=person, checkpoint=Kept().checkpoint)
    weak = Client()
    weak.force_login(stage.cast.ibrahim)
    assert weak.get("/issuing/log/tend/").status_code == 302


def test_an_administrator_reconciles_on_the_page(stage: Stage) -> None:
    """The text is pasted as a browser sends it; what does not fit is said beside the field."""
    earned(stage)
    actions.resume_after_restore()
    browser = sign_in_as(Client(), stage.cast.ibrahim)
    assert "Held since" in browser.get("/issuing/log/tend/").content.decode()
    wrong = browser.post("/issuing/log/tend/reconcile/", {"checkpoint": "nonsense"})
    assert wrong.status_code == 422
    assert "no checkpoint that this log signed" in wrong.content.decode()
    pasted = Kept().checkpoint.decode().replace("\n", "\r\n")
    assert browser.post("/issuing/log/tend/reconcile/", {"checkpoint": pasted}).status_code == 302
    assert the_log().held_at is None
    unsure = browser.post("/issuing/log/tend/epoch/", {"reason": WHY})
    assert unsure.status_code == 422
    sure = browser.post("/issuing/log/tend/epoch/", {"reason": WHY, "sure": "on"})
    assert sure.status_code == 302
    assert the_log().number == 2
