"""Checkpoints: what real logs and witnesses signed is confirmed; anything altered is not."""

from __future__ import annotations

from base64 import b64decode

import pytest

from domain.transparency.famous import (
    ARCHE_KEY,
    ARCHE_NOTE,
    ARCHE_ORIGIN,
    ARCHE_TIME,
    ARCHE_WITNESSES,
    SUMDB_KEY,
    SUMDB_NOTES,
    SUMDB_ORIGIN,
)
from domain.transparency.logbook import LOG, ORIGIN, SUMDB, WITNESSES, checkpoint, cosigned, log_of
from lapel.domain.transparency.checkpoint import (
    Checkpoint,
    Log,
    open_checkpoint,
    parse_checkpoint,
)
from lapel.domain.transparency.errors import NoteError, SignatureError
from lapel.domain.transparency.keys import KeyType, VerifierKey, parse_key
from lapel.domain.transparency.merkle import Head
from lapel.domain.transparency.note import Note

OURS = Log(ORIGIN, (LOG.key,))
HASH = "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0="


@pytest.mark.parametrize("note", SUMDB_NOTES)
def test_heads_of_the_go_checksum_database_are_confirmed(note):
    """Signed by sum.golang.org; the key's name there is not the log's origin."""
    log = Log(SUMDB_ORIGIN, (parse_key(SUMDB_KEY),))
    signed = open_checkpoint(note.encode(), log=log)
    assert str(signed.note) == note
    assert signed.checkpoint.text() == signed.note.text
    with pytest.raises(SignatureError):
        open_checkpoint(note.replace("tree\n", "tree\n1", 1).encode(), log=log)


def test_a_real_checkpoint_is_confirmed_with_its_four_witnesses():
    """An Ed25519 log key, four cosignature/v1 keys, and an RFC 6962 signature passed over."""
    log = Log(ARCHE_ORIGIN, (parse_key(ARCHE_KEY),))
    witnesses = [parse_key(each) for each in ARCHE_WITNESSES]
    signed = open_checkpoint(ARCHE_NOTE.encode(), log=log, witnesses=witnesses)
    assert signed.checkpoint.head.size == 1_432_088_532
    assert [each.key for each in signed.witnesses] == witnesses
    assert {each.at for each in signed.witnesses} == {ARCHE_TIME}


def test_the_go_librarys_signed_checkpoint_is_confirmed():
    """Signed by x/mod/sumdb/note over the root x/mod/sumdb/tlog computed (sumdb.json)."""
    key = parse_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    signed = open_checkpoint(SUMDB["checkpoint"].encode(), log=Log("PeterNeumann", (key,)))
    _, head = log_of(1000)
    assert signed.checkpoint.head == head


def test_a_checkpoint_is_written_as_go_writes_a_tree():
    """x/mod/sumdb/tlog's TestFormatTree."""
    text = f"go.sum database tree\n123456789012\n{HASH}\n"
    assert Checkpoint("go.sum database tree", Head(123456789012, b64decode(HASH))).text() == text
    assert parse_checkpoint(text).text() == text


def test_extension_lines_are_kept_in_their_order():
    """tlog-checkpoint, "Note text": opaque and optional."""
    text = f"a\n1\n{HASH}\nextension 1\nextension 2\n"
    assert parse_checkpoint(text).extensions == ("extension 1", "extension 2")
    assert parse_checkpoint(text).text() == text


@pytest.mark.parametrize(
    "text",
    [
        f"Log\n0x1\n{HASH}\n",
        f"Log\nbananas\n{HASH}\n",
        f"Log\n-34\n{HASH}\n",
        f"Log\n01\n{HASH}\n",
        f"Log\n+1\n{HASH}\n",
        f"Log\n\N{ARABIC-INDIC DIGIT ONE}\n{HASH}\n",
        f"Log\n3438945738945739845734895735\n{HASH}\n",
        f"Log\n9223372036854775808\n{HASH}\n",
        "Log\n9944\n",
        f"\n9944\n{HASH}\n",
        f"Log\n123\n{HASH}",
        "Log\n123\nThisIsn'tBase64\n",
        "Log\n123\nYmFuYW5hcw==\n",
        "Log\n123\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n",
        "Log\n123\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb1=\n",
        f"Log\n123\n{HASH}\n\nextension\n",
        "",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text):
    """Bad ones of transparency-dev/formats (log) and x/mod/sumdb/tlog, and second spellings."""
    with pytest.raises(NoteError):
        parse_checkpoint(text)


@pytest.mark.parametrize(("origin", "extensions"), [("", ()), ("a\nb", ()), ("a", ("",))])
def test_no_checkpoint_is_written_that_could_not_be_read(origin, extensions):
    """A line break in an origin would say another size."""
    with pytest.raises(NoteError, match="neither empty nor several"):
        Checkpoint(origin, Head(1, bytes(32)), extensions).text()


def test_a_log_does_not_vouch_for_another_origin():
    """Even when the key is the right one."""
    data = checkpoint(Head(1, bytes(32)), origin="lapel.example.org/log/2")
    with pytest.raises(NoteError, match=r"of lapel\.example\.org/log/2, not of"):
        open_checkpoint(data, log=OURS)


def test_witnesses_do_not_stand_in_for_the_log():
    """Cosignatures alone, or a log's key offered as a cosigner's, sign nothing."""
    data = checkpoint(Head(1, bytes(32)), signer=WITNESSES[0])
    with pytest.raises(SignatureError, match="not signed by its log"):
        open_checkpoint(data, log=OURS, witnesses=[WITNESSES[0].key])
    as_witness = VerifierKey(ORIGIN, LOG.key.public_key, KeyType.COSIGNATURE)
    with pytest.raises(SignatureError, match="no signature by a known key"):
        open_checkpoint(checkpoint(Head(1, bytes(32))), log=Log(ORIGIN, (as_witness,)))


def test_a_witness_known_by_a_plain_key_is_not_counted():
    """A plain signature states no time, and is not a cosignature."""
    data = checkpoint(Head(1, bytes(32)))
    assert open_checkpoint(data, log=OURS, witnesses=[LOG.key]).witnesses == ()


def test_each_key_of_a_log_may_sign():
    """Rotation: the old key's checkpoints stay good while the old key is listed."""
    head = Head(1, bytes(32))
    old = VerifierKey(ORIGIN, WITNESSES[2].key.public_key)
    log = Log(ORIGIN, (old, LOG.key))
    data = cosigned(checkpoint(head), WITNESSES[0])
    signed = open_checkpoint(data, log=log, witnesses=[WITNESSES[0].key])
    assert signed.checkpoint.head == head
    assert isinstance(signed.note, Note)
    assert [each.key for each in signed.witnesses] == [WITNESSES[0].key]
