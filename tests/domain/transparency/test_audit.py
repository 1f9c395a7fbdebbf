"""Auditing copies: each way of cheating, and each accident, has its name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.transparency.logbook import (
    LOG,
    ORIGIN,
    POLICY,
    STRANGERS,
    WITNESSES,
    Shelf,
    Signer,
    checkpoint,
    cosigned,
    grown,
    log_of,
)
from lapel.domain.transparency.audit import audit, compare
from lapel.domain.transparency.entries import Epoch, Event, Kind
from lapel.domain.transparency.findings import Code
from lapel.domain.transparency.merkle import EMPTY, Head
from lapel.domain.transparency.policy import of_witnesses
from lapel.domain.transparency.tiles import pack

HUNDRED = [f"entry {at}".encode() for at in range(100)]


def _told(shelf, policy=POLICY, earlier=()):
    return audit(shelf, policy=policy, earlier=earlier)


def _sentences(found):
    return " ".join(each.sentence for each in found.findings)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700])
def test_an_honest_copy_is_intact(size):
    """Whole, in one batch."""
    shelf, head = log_of(size)
    found = _told(shelf)
    assert (found.codes(), found.sound, found.confirmed) == ([Code.INTACT], True, True)
    assert (found.origin, found.head) == (ORIGIN, head)
    assert f"All {size} entries are there" in _sentences(found)


def test_a_copy_with_many_levels_is_intact():
    """Three levels of tiles, in uneven batches, with each earlier checkpoint."""
    shelf, _ = log_of(66_000, step=30_000)
    earlier = [checkpoint(log_of(30_000)[1]), checkpoint(EMPTY)]
    assert _told(shelf, earlier=earlier).codes() == [Code.INTACT]


def test_a_log_that_nobody_vouches_for_is_not_confirmed():
    """A copy never vouches for its own key."""
    shelf, _ = log_of(5)
    found = _told(shelf, STRANGERS, [shelf.files["checkpoint"]])
    assert (found.codes(), found.sound) == ([Code.INTACT, Code.NOT_CONFIRMED], True)
    assert not found.confirmed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 599), st.sampled_from([300, 512, 600]))
def test_a_rewritten_entry_is_named(at, size):
    """One entry changed in its bundle, tiles and checkpoint left as they were."""
    at %= size
    shelf, _ = log_of(size)
    _rewrite(shelf, size, at)
    found = _told(shelf)
    assert found.codes() == [Code.REWRITTEN]
    assert found.findings[0].detail == (("first", str(at)), ("last", str(at)))
    assert f"Entry {at} is not the one that was signed" in _sentences(found)


def _rewrite(shelf, size, at):
    index = at // 256
    path = next(path for path in shelf.files if path.startswith(f"tile/entries/{index:03}"))
    last = min(size, 256 * index + 256)
    entries = [f"leaf {each}".encode() for each in range(256 * index, last)]
    entries[at % 256] = b"forged"
    shelf.files[path] = pack(entries)


def test_neighbours_that_were_rewritten_are_named_together():
    """A run, and apart from it a single one."""
    shelf, _ = log_of(10)
    entries = [f"leaf {at}".encode() for at in range(10)]
    entries[2] = entries[3] = entries[7] = b"forged"
    shelf.files["tile/entries/000.p/10"] = pack(entries)
    assert "Entries 2 to 3 are not the ones" in _sentences(_told(shelf))
    assert "Entry 7 is not the one" in _sentences(_told(shelf))


def test_a_long_list_is_cut_and_counted():
    """Every second entry of a hundred: twenty by name, the rest as a number."""
    shelf = Shelf()
    grown(shelf, EMPTY, HUNDRED)
    forged = [b"x" if at % 2 else each for at, each in enumerate(HUNDRED)]
    shelf.files["tile/entries/000.p/100"] = pack(forged)
    found = _told(shelf)
    assert len(found.findings) == 21
    assert "at 30 more places" in _sentences(found)


def test_entries_and_tiles_rewritten_together_are_found_by_the_tile_above():
    """The level above still holds the hash of what was there."""
    shelf, _ = log_of(700)
    forged, _ = log_of(700, salt=" forged")
    for path in ("tile/entries/001", "tile/0/001"):
        shelf.files[path] = forged.files[path]
    found = _told(shelf)
    assert found.codes() == [Code.REWRITTEN]
    assert "Entries 256 to 511 hold at least one" in _sentences(found)


def test_a_copy_rewritten_throughout_does_not_fit_its_checkpoint():
    """Everything rebuilt but the signature, which only the log can make."""
    shelf, head = log_of(700)
    forged, _ = log_of(700, salt=" forged")
    forged.files["checkpoint"] = shelf.files["checkpoint"]
    found = _told(forged)
    assert (found.codes(), found.head) == ([Code.REWRITTEN], head)
    assert "the copy was rewritten" in _sentences(found)


def test_a_rewritten_log_signed_anew_is_a_fork():
    """The log itself signed another history: seen from any checkpoint kept before."""
    before = [checkpoint(log_of(size)[1]) for size in (300, 700)]
    forged, _ = log_of(700, salt=" forged")
    for seen in before:
        found = _told(forged, earlier=[seen])
        assert (found.codes(), found.sound) == ([Code.FORK], False)
    longer, _ = log_of(900)
    assert _told(longer, earlier=before).codes() == [Code.INTACT]


def test_a_shorter_log_than_was_seen_is_rolled_back():
    """A restore that went on under the same name, or an old copy."""
    shelf, _ = log_of(300)
    found = _told(shelf, earlier=[checkpoint(log_of(700)[1])])
    assert found.codes() == [Code.ROLLED_BACK]
    assert "had 700 entries when it was seen before, and now has 300" in _sentences(found)


def test_a_fork_is_seen_even_where_the_copy_is_damaged():
    """Same size, other root: the two signatures alone prove it."""
    shelf, _ = log_of(300, salt=" forged")
    for path in ("tile/entries/000", "tile/0/000"):
        del shelf.files[path]
    found = _told(shelf, earlier=[checkpoint(log_of(size)[1]) for size in (200, 300)])
    assert found.codes() == [Code.MISSING, Code.FORK]


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("tile/entries/001", Code.MISSING, "Entries 256 to 511 are missing (tile/entries/001)."),
        ("tile/entries/002.p/188", Code.MISSING, "Entries 512 to 699 are missing"),
        ("tile/0/001", Code.MISSING, "tile/0/001 is missing."),
        ("tile/0/002.p/188", Code.MISSING, "tile/0/002.p/188 is missing."),
        ("tile/1/000.p/2", Code.MISSING, "tile/1/000.p/2 is missing."),
        ("checkpoint", Code.MISSING, "The copy has no checkpoint."),
    ],
)
def test_what_is_missing_is_named(path, code, said):
    """Each kind of file, taken away; the rest still proves itself."""
    shelf, _ = log_of(700)
    del shelf.files[path]
    found = _told(shelf)
    assert found.codes() == [code]
    assert said in _sentences(found)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("tile/entries/001", b"\0", "cut off"),
        ("tile/entries/001", b"\0\0", "does not hold 256 entries"),
        ("tile/0/001", b"x", "does not hold 256 hashes"),
        ("tile/0/001", bytes(8192), "does not hold its entries' hashes"),
        ("tile/1/000.p/2", bytes(64), "does not hold the hashes of what is below it"),
        ("tile/1/000.p/2", bytes(65), "does not hold 2 hashes"),
    ],
)
def test_a_damaged_file_is_not_taken_for_a_forged_entry(path, data, said):
    """Where the entries prove themselves, only the file is at fault."""
    shelf, _ = log_of(700)
    shelf.files[path] = data
    found = _told(shelf)
    assert found.codes() == [Code.DAMAGED]
    assert said in _sentences(found)


def test_too_much_missing_is_said_to_be_so():
    """Neither entries nor tiles are whole; nothing can be said of the rest."""
    shelf, _ = log_of(700)
    del shelf.files["tile/entries/001"]
    del shelf.files["tile/0/001"]
    found = _told(shelf)
    assert found.codes() == [Code.MISSING]
    assert "Too much is missing" in _sentences(found)


def test_a_rewritten_copy_with_a_hole_does_not_hide_it():
    """Entries missing in one place, tiles forged in another: nothing gives the signed root."""
    shelf, _ = log_of(700)
    del shelf.files["tile/entries/000"]
    shelf.files["tile/0/001"] = bytes(8192)
    del shelf.files["tile/1/000.p/2"]
    found = _told(shelf)
    assert found.codes() == [Code.MISSING, Code.REWRITTEN]


def test_a_checkpoint_of_any_size_ends_the_audit_soon():
    """A forged checkpoint may claim 2^62 entries; the audit gives up after twenty bundles."""
    shelf, _ = log_of(300)
    shelf.files["checkpoint"] = checkpoint(Head(2**62, bytes(32)))
    found = _told(shelf)
    assert found.codes() == [Code.MISSING]
    assert len(shelf.reads) < 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"nonsense", Code.UNREADABLE),
        (checkpoint(Head(5, bytes(32)), signer=Signer(ORIGIN, 9)), Code.BAD_SIGNATURE),
        (checkpoint(Head(5, bytes(32))).replace(b"\n5\n", b"\n6\n"), Code.BAD_SIGNATURE),
    ],
)
def test_a_checkpoint_that_is_not_the_logs_ends_the_audit(data, code):
    """What nobody signed is not worth comparing."""
    shelf, _ = log_of(5)
    shelf.files["checkpoint"] = data
    assert (_told(shelf).codes(), _told(shelf).head) == ([code], EMPTY)


@pytest.mark.parametrize(
    ("seen", "code", "said"),
    [
        (b"nonsense", Code.UNREADABLE, "A checkpoint seen before:"),
        (
            checkpoint(Head(3, bytes(32)), signer=Signer(ORIGIN, 9)),
            Code.BAD_SIGNATURE,
            "A checkpoint seen before: The note bears no signature by a known key",
        ),
        (checkpoint(Head(3, bytes(32)), origin="b/log"), Code.UNREADABLE, "of another log, b/log"),
    ],
)
def test_an_earlier_checkpoint_has_to_be_the_logs_as_well(seen, code, said):
    """Else anybody could accuse a log of a fork."""
    shelf, _ = log_of(5)
    found = _told(shelf, earlier=[seen])
    assert found.codes() == [code]
    assert said in _sentences(found)


def test_too_few_witnesses_are_told():
    """Intact but for the quorum that the policy asks for."""
    shelf, head = log_of(5)
    policy = of_witnesses(2, [each.key for each in WITNESSES], log=LOG.key)
    shelf.files["checkpoint"] = cosigned(checkpoint(head), WITNESSES[0])
    found = _told(shelf, policy)
    assert (found.codes(), found.confirmed) == ([Code.INTACT, Code.FEW_WITNESSES], False)
    assert found.findings[1].detail == (("witnesses", "witness0.example/w"),)
    shelf.files["checkpoint"] = cosigned(checkpoint(head), *WITNESSES[:2])
    assert _told(shelf, policy).codes() == [Code.INTACT]


def test_a_log_that_goes_on_from_another_says_so():
    """The epoch's reason is the first thing an auditor reads."""
    shelf = Shelf()
    epoch = Epoch("lapel.example.org/log/0", Head(41, bytes(32)), "Restored from a backup")
    grown(shelf, EMPTY, [epoch.entry(), b"more"])
    found = _told(shelf)
    assert (found.codes(), found.sound) == ([Code.INTACT, Code.CONTINUES], True)
    assert "lapel.example.org/log/0 after its first 41 entries" in _sentences(found)
    assert "Restored from a backup" in _sentences(found)


def test_a_log_of_awards_says_nothing_of_where_it_begins():
    """Its first entry is a commitment like all others."""
    shelf = Shelf()
    award = Event(Kind.AWARD, "https://lapel.example.org/id/award/7", 0, frozenset([bytes(32)]))
    grown(shelf, EMPTY, [award.entry(bytes(32))])
    assert _told(shelf).codes() == [Code.INTACT]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([1, 2, 256, 300, 520]), st.data())
def test_no_flipped_bit_and_no_lost_file_passes(size, data):
    """Any bit of any file of a copy, and any file; another origin is at best nobody's log."""
    shelf, _ = log_of(size)
    path = data.draw(st.sampled_from(sorted(shelf.files)))
    bit = data.draw(st.integers(0, 8 * len(shelf.files[path]) - 1))
    flipped = bytearray(shelf.files[path])
    flipped[bit // 8] ^= 1 << bit % 8
    for content in ({path: bytes(flipped)}, {}):
        rest = {each: kept for each, kept in shelf.files.items() if each != path}
        assert not _told(Shelf(rest | content)).confirmed


def test_two_honest_copies_agree():
    """Of one size, and of two, whichever comes first."""
    small, large = log_of(300)[0], log_of(700)[0]
    for pair in ((small, large), (large, small), (large, large)):
        found = compare(*pair, policy=POLICY)
        assert (found.codes(), found.head.size) == ([Code.INTACT], 700)


@pytest.mark.parametrize("sizes", [(300, 700), (700, 300), (700, 700)])
def test_two_copies_that_part_prove_a_fork(sizes):
    """Both signed, both whole in themselves: the log showed two histories."""
    entries = [f"leaf {at}".encode() for at in range(700)]
    other = Shelf()
    grown(other, EMPTY, [*entries[:123], b"forged", *entries[124 : sizes[1]]])
    found = compare(log_of(sizes[0])[0], other, policy=POLICY)
    assert found.codes() == [Code.FORK]
    assert "They part at entry 123." in _sentences(found)


def test_a_fork_between_damaged_copies_has_no_place():
    """The two roots of one size prove it; where they part cannot be told."""
    one, other = log_of(300)[0], log_of(300, salt=" forged")[0]
    for path in ("tile/entries/000", "tile/0/000"):
        del other.files[path]
    found = compare(one, other, policy=POLICY)
    assert found.codes() == [Code.MISSING, Code.FORK]
    assert "Second copy: Entries 0 to 255 are missing" in _sentences(found)
    assert found.findings[-1].detail == ()


def test_copies_of_two_logs_are_not_compared():
    """Two origins, each honest."""
    one, (other, head) = log_of(3)[0], log_of(4)
    other.files["checkpoint"] = checkpoint(head, origin="b/log")
    found = compare(one, other, policy=STRANGERS)
    assert found.codes() == [Code.NOT_CONFIRMED, Code.UNREADABLE]
    assert "two logs: lapel.example.org/log/1 and b/log" in _sentences(found)


def test_a_copy_without_a_checkpoint_is_not_compared():
    """What is wrong with it is said once, with its name."""
    one, other = log_of(3)[0], Shelf()
    found = compare(other, one, policy=POLICY)
    assert [each.sentence for each in found.findings] == ["First copy: The copy has no checkpoint."]
