"""A copy of the log says what became of a bundle's badge after the bundle was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import NOW, REVOCATION, badge, signed_list
from domain.transparency.logbook import LOG, WITNESSES, Shelf, Signer, checkpoint, cosigned, log_of
from lapel.domain.transparency.appending import append
from lapel.domain.transparency.entries import Epoch, Event, Kind, document_digest
from lapel.ports.checking.bundle_history import Copy
from ports.checking.bundle_makers import (
    POLICY,
    SALT,
    ask,
    files_of,
    logged,
    trust_of,
    trusted,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.badges.verdicts import Verification
    from lapel.domain.transparency.merkle import Head

ID = badge()["id"]
LATER = NOW + timedelta(minutes=20)
NEXT = Signer("lapel.example.org/log/2", 7)
BOTH = [*POLICY[:1], f"log {NEXT.key}", *POLICY[1:]]


def change(kind: Kind, turn: int, *, salt: bytes = SALT) -> bytes:
    return Event(kind, ID, turn).entry(salt)


def award_entry() -> bytes:
    return Event(Kind.AWARD, ID, 0, frozenset({document_digest(badge())})).entry(SALT)


def log_with(*later: bytes) -> tuple[Shelf, Head]:
    """The log of the bundle's makers (seven others, the award), and what came after."""
    shelf, head = log_of(7)
    shelf = Shelf(shelf.files)
    done = append(shelf, head=head, entries=[award_entry(), *later])
    shelf.files |= done.files
    return shelf, done.head


def published(shelf: Shelf, head: Head, *, signer: Signer = LOG, at: datetime = LATER) -> Shelf:
    signed = checkpoint(head, origin=signer.key.name, signer=signer)
    shelf.files["checkpoint"] = cosigned(signed, WITNESSES[0], at=int(at.timestamp()))
    return shelf


def copied(*later: bytes, at: datetime = LATER) -> Shelf:
    return published(*log_with(*later), at=at)


def told(*shelves: Shelf, log: Sequence[str] = POLICY, **more: Any) -> Verification:
    trust = trusted(log=list(log))
    return ask(trusted=trust, copies=[Copy(one, logs=trust.logs) for one in shelves], **more)


def test_a_badge_that_nothing_befell_stays_valid_as_of_the_copys_day() -> None:
    """The witness's time is later than the list's, so it is that of the status."""
    answer = told(copied(change(Kind.REVOCATION, 1, salt=b"o" * 32)))
    step = answer.step("history")
    assert (answer.exit_code, step.code) == (0, "history.in-force")
    assert answer.status_as_of == "2026-11-21T12:20:00Z"
    assert "with 9 entries" in step.sentence
    assert "a witness saw it on 2026-11-21 12:20 UTC" in step.sentence


def test_an_older_copy_leaves_the_lists_moment() -> None:
    """The status is as of the later of the two."""
    answer = told(copied(at=NOW - timedelta(days=2)))
    assert (answer.exit_code, answer.status_as_of) == (0, "2026-11-21T11:00:00Z")


def test_a_stale_list_stays_open_whatever_the_copy_shows() -> None:
    """The log proves what was taken back, not that a list of last year still holds."""
    answer = told(copied(), now=NOW + timedelta(days=3))
    assert (answer.exit_code, answer.step("history").code) == (3, "history.in-force")
    assert answer.step("status").code == "status.stale"


@pytest.mark.parametrize(
    ("later", "code", "said"),
    [
        ([Kind.REVOCATION], "history.revoked", "was revoked (entry 8), after this bundle"),
        ([Kind.SUSPENSION], "history.suspended", "was suspended (entry 8), after this bundle"),
        (
            [Kind.SUSPENSION, Kind.REINSTATEMENT],
            "history.replaced",
            "suspended and signed anew since (entry 9), after this bundle",
        ),
        (
            [Kind.SUSPENSION, Kind.REINSTATEMENT, Kind.REVOCATION],
            "history.revoked",
            "was revoked (entry 10)",
        ),
    ],
)
def test_what_the_log_shows_of_later_ends_a_badge_that_its_bundle_calls_valid(
    later: list[Kind], code: str, said: str
) -> None:
    """Exit code 4, genuine; a suspension ends this signing for good (docs/adr/0008)."""
    assert ask().exit_code == 0
    entries = [change(kind, turn) for turn, kind in enumerate(later, start=1)]
    answer = told(copied(*entries))
    assert (answer.exit_code, answer.step("history").code) == (4, code)
    assert answer.headline.startswith("Genuine, but no longer in force. The log says")
    assert said in answer.step("history").sentence


def test_a_revoked_badge_of_an_unknown_issuer_is_not_called_genuine() -> None:
    """The log is trusted, the issuer is not."""
    answer = ask_unknown(copied(change(Kind.REVOCATION, 1)))
    assert answer.exit_code == 4
    assert answer.headline.startswith("Intact; issuer not confirmed, but no longer in force.")


def ask_unknown(shelf: Shelf) -> Verification:
    trust = trusted(issuers=[])
    return ask(trusted=trust, copies=[Copy(shelf, logs=trust.logs)])


def test_a_badge_that_its_own_list_ends_keeps_the_lists_words() -> None:
    """Both say the same; the list comes first."""
    revoked = files_of(**{"status.json": written(signed_list(REVOCATION, bits=(94_567,)))})
    answer = told(copied(change(Kind.REVOCATION, 1)), files=revoked)
    assert answer.exit_code == 4
    assert "The log says" not in answer.headline
    assert answer.step("history").verdict.value == "ended"


def test_what_came_before_a_badge_was_signed_anew_does_not_end_it() -> None:
    """Suspended, reinstated, then signed anew: the new document is in force."""
    shelf, head = log_with(change(Kind.SUSPENSION, 1), change(Kind.REINSTATEMENT, 2))
    event = Event(Kind.REFRESH, ID, 1, frozenset({document_digest(badge())}))
    done = append(shelf, head=head, entries=[event.entry(SALT)])
    shelf.files |= done.files
    proof, signed = proof_in(shelf, done.head, 10, event)
    files = files_of(**{"proof.tlog-proof": proof, "checkpoint": signed})
    answer = told(published(shelf, done.head), files=files)
    assert (answer.exit_code, answer.step("history").code) == (0, "history.in-force")
    assert "was reinstated" in answer.step("history").sentence


def test_a_badge_that_was_signed_while_suspended_is_suspended() -> None:
    """The last word counts, also where it is older than the document."""
    shelf, head = log_with(change(Kind.SUSPENSION, 1))
    event = Event(Kind.REFRESH, ID, 1, frozenset({document_digest(badge())}))
    done = append(shelf, head=head, entries=[event.entry(SALT)])
    shelf.files |= done.files
    proof, signed = proof_in(shelf, done.head, 9, event)
    files = files_of(**{"proof.tlog-proof": proof, "checkpoint": signed})
    answer = told(published(shelf, done.head), files=files)
    assert (answer.exit_code, answer.step("history").code) == (4, "history.suspended")
    assert answer.step("history").sentence.endswith("was suspended (entry 8).")


def proof_in(shelf: Shelf, head: Head, index: int, event: Event) -> tuple[bytes, bytes]:
    from lapel.domain.transparency.entries import opening_of
    from lapel.domain.transparency.logproof import LogProof
    from lapel.domain.transparency.tree import Tree

    signed = cosigned(checkpoint(head), WITNESSES[0], at=int(NOW.timestamp()))
    proof = Tree(shelf, head.size).inclusion(index)
    return LogProof(index, proof, signed, opening_of(event, SALT)).body(), signed


def test_a_revocation_in_the_next_epoch_is_found() -> None:
    """After a restore the log goes on under another name, and the turns with it."""
    before, head = log_with(change(Kind.SUSPENSION, 1), change(Kind.REINSTATEMENT, 2))
    first = Epoch(LOG.key.name, head, "The disk was lost.").entry()
    empty, nothing = log_of(0)
    shelf = Shelf({n: v for n, v in empty.files.items() if n != "checkpoint"})
    done = append(shelf, head=nothing, entries=[first, change(Kind.REVOCATION, 3)])
    shelf.files |= done.files
    following = published(shelf, done.head, signer=NEXT)
    answer = told(published(before, head), following, log=BOTH)
    assert (answer.exit_code, answer.step("history").code) == (4, "history.revoked")
    assert "(entry 1), after this bundle was made" in answer.step("history").sentence
    alone = told(following, log=BOTH)
    assert (alone.exit_code, alone.step("history").code) == (3, "history.other")
    assert "lapel.example.org/log/1" in alone.step("history").sentence


def test_a_copy_that_nobody_vouches_for_neither_clears_nor_ends_a_badge() -> None:
    """Whoever has the bundle knows its salt, and could write the entry into a log of his own."""
    for entries in ([], [change(Kind.REVOCATION, 1)]):
        thief = Signer("thief.example/log/1", 66)
        shelf = published(*log_with(*entries), signer=thief)
        answer = told(shelf)
        assert (answer.exit_code, answer.step("history").code) == (3, "history.unconfirmed")
        assert "Nobody known vouches for the log thief.example/log/1" in (
            answer.step("history").sentence
        )
    assert answer.headline == "Intact, from Hill; what became of it is not confirmed"
    without = trusted()
    copies = [Copy(copied(), logs=None)]
    assert ask(trusted=without, copies=copies).step("history").code == "history.unconfirmed"


def test_a_copy_with_too_few_witnesses_does_not_count() -> None:
    """The auditor's own policy wants one."""
    shelf, head = log_with(change(Kind.REVOCATION, 1))
    shelf.files["checkpoint"] = checkpoint(head)
    answer = told(shelf)
    assert (answer.exit_code, answer.step("history").code) == (3, "history.unconfirmed")
    assert "Fewer witnesses" in answer.step("history").sentence


def test_a_damaged_copy_does_not_count_and_says_why() -> None:
    """An entry in it is not the one that was signed."""
    shelf = copied(change(Kind.REVOCATION, 1, salt=b"o" * 32))
    path = next(name for name in shelf.files if name.startswith("tile/entries/") and "9" in name)
    shelf.files[path] = shelf.files[path].replace(b"leaf 3", b"leaf X")
    answer = told(shelf)
    assert (answer.exit_code, answer.step("history").code) == (3, "history.damaged")
    assert "was rewritten" in answer.step("history").sentence


def test_a_copy_older_than_the_bundle_says_nothing_newer() -> None:
    """It ends before the award's own entry."""
    answer = told(published(*log_of(7)))
    assert (answer.exit_code, answer.step("history").code) == (3, "history.older")


def test_a_copy_that_tells_another_history_than_the_bundle_refuses_it() -> None:
    """A log with two histories is what witnesses and copies are there to show."""
    shelf, head = log_of(9, salt="another")
    for again in range(2):
        answer = told(published(Shelf(shelf.files), head))
        assert (answer.exit_code, answer.step("history").code) == (1, "history.forked"), again
    assert answer.headline.startswith("Not valid. The log lapel.example.org/log/1 told another")


def test_without_a_log_proof_no_entry_can_be_told() -> None:
    """Its salt is what opens them."""
    bare = files_of(**{"proof.tlog-proof": None, "checkpoint": None})
    broken = files_of(**{"proof.tlog-proof": b"nonsense", "checkpoint": None})
    saltless = logged(badge())[0].replace(b"\nextra ", b"\nother ")
    for files, why in (
        (bare, "No log proof is beside"),
        (broken, "cannot be read"),
        (files_of(**{"proof.tlog-proof": saltless}), "cannot be read"),
    ):
        step = told(copied(), files=files).step("history")
        assert (step.code, why in step.sentence) == ("history.no-proof", True)


def test_a_proof_that_holds_no_salt_fails_by_its_own_step() -> None:
    """The step of the log refuses it; the history has nothing to look for."""
    lines = logged(badge())[0].decode().split("\n")
    short = "\n".join(line for line in lines if not line.startswith("extra ")).encode()
    answer = told(copied(), files=files_of(**{"proof.tlog-proof": short}))
    assert (answer.exit_code, answer.step("log").verdict.value) == (1, "fail")
    assert answer.step("history").code == "history.in-force"


def test_a_log_without_witnesses_has_no_day() -> None:
    """The status is as of the list's, and that the copy has no date is said."""
    shelf, head = log_with()
    shelf.files["checkpoint"] = checkpoint(head)
    answer = told(shelf, log=[POLICY[0], "quorum none"])
    assert (answer.exit_code, answer.status_as_of) == (0, "2026-11-21T11:00:00Z")
    assert "no witness says of when" in answer.step("history").sentence


def test_what_cannot_be_read_stays_so() -> None:
    """A copy of the log adds no step to what is no badge."""
    answer = told(copied(), files={"credential.json": b"["})
    assert (answer.exit_code, [step.id for step in answer.steps]) == (2, ["read"])


def test_many_bundles_cost_one_reading_of_the_copy() -> None:
    """A folder of bundles is checked against one copy, which is read once."""
    trust = trusted()
    shelf = copied()
    copy = Copy(shelf, logs=trust.logs)
    assert ask(trusted=trust, copies=[copy]).exit_code == 0
    read = len(shelf.reads)
    assert ask(trusted=trust, copies=[copy]).exit_code == 0
    assert len(shelf.reads) == read


def test_the_trust_of_these_tests_is_the_bundles_own() -> None:
    """So that a refusal above means something."""
    assert trust_of()["log"] == list(POLICY)
    assert datetime(2026, 11, 21, 12, tzinfo=UTC) == NOW
