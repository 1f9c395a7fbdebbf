"""`lapel log verify` at the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.transparency.logbook import (
    LOG,
    ORIGIN,
    WITNESSES,
    Shelf,
    Signer,
    checkpoint,
    cosigned,
    log_of,
)
from lapel.doors.cli import log
from lapel.doors.cli.main import main


def _folder(place, shelf: Shelf) -> str:
    for path, data in shelf.files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    return str(place)


@pytest.fixture
def copy(tmp_path):
    return _folder(tmp_path / "copy", log_of(700)[0])


KEY = str(LOG.key)


def test_an_honest_copy_is_intact_and_signed(copy, capsys):
    """Exit code 0, with the log's name and size."""
    assert main(["log", "verify", copy, "--key", KEY]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Intact, and confirmed.\n")
    assert f"{ORIGIN}, 700 entries" in said


def test_a_copy_does_not_vouch_for_its_own_key(copy, capsys):
    """Exit code 3 without a key, and with another log's."""
    assert log.run(["verify", copy]) == 3
    assert log.run(["verify", copy, "--key", str(Signer("other", 5).key)]) == 3
    assert "Intact; the log is not confirmed." in capsys.readouterr().out


def test_a_rewritten_entry_is_named_for_people_and_programs(tmp_path, capsys):
    """Exit code 1; the entry stands in the sentence and in the JSON."""
    shelf = log_of(3)[0]
    shelf.files["tile/entries/000.p/3"] = b"\x00\x06leaf 0\x00\x06forged\x00\x06leaf 2"
    copy = _folder(tmp_path, shelf)
    assert log.run(["verify", copy, "--key", KEY]) == 1
    assert "rewritten      Entry 1 is not the one that was signed" in capsys.readouterr().out
    assert log.run(["verify", copy, "--key", KEY, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["exitCode"], answer["size"], answer["origin"]) == (1, 3, ORIGIN)
    assert answer["findings"][0]["detail"] == {"first": "1", "last": "1"}


def test_a_checkpoint_kept_from_earlier_shows_a_fork(tmp_path, copy, capsys):
    """Exit code 1 with --seen of another history; 0 with one of the same."""
    for salt, code in (("", 0), (" forged", 1)):
        seen = tmp_path / "seen"
        seen.write_bytes(checkpoint(log_of(300, salt=salt)[1]))
        assert log.run(["verify", copy, "--key", KEY, "--seen", str(seen)]) == code
    assert "fork" in capsys.readouterr().out


def test_two_copies_are_held_against_each_other(tmp_path, copy, capsys):
    """The entry at which they part is named."""
    other = _folder(tmp_path / "other", log_of(300, salt=" forged")[0])
    assert log.run(["verify", copy, "--against", other, "--key", KEY]) == 1
    assert "They part at entry 0." in capsys.readouterr().out
    honest = _folder(tmp_path / "honest", log_of(300)[0])
    assert log.run(["verify", copy, "--against", honest, "--key", KEY]) == 0


def test_a_quorum_of_witnesses_can_be_asked_for(tmp_path, capsys):
    """All that are named, or as many as --quorum says; or a policy file."""
    shelf, head = log_of(3)
    shelf.files["checkpoint"] = cosigned(checkpoint(head), WITNESSES[0])
    copy = _folder(tmp_path / "copy", shelf)
    named = ["verify", copy, "--key", KEY]
    for witness in WITNESSES[:2]:
        named += ["--witness", str(witness.key)]
    assert log.run(named) == 3
    assert "few-witnesses" in capsys.readouterr().out
    assert log.run([*named, "--quorum", "1"]) == 0
    policy = tmp_path / "policy"
    policy.write_text(f"log {KEY}\nwitness a {WITNESSES[1].key}\nquorum a\n")
    assert log.run(["verify", copy, "--policy", str(policy)]) == 3


def test_a_folder_without_a_log_is_unreadable(tmp_path, capsys):
    """Exit code 2: not there, empty, or with another file under that name."""
    assert log.run(["verify", str(tmp_path / "nowhere")]) == 2
    (tmp_path / "checkpoint").write_text("nonsense")
    assert log.run(["verify", str(tmp_path)]) == 2
    assert "Nothing can be said of this copy." in capsys.readouterr().out


def test_a_pipe_in_a_copy_does_not_hold_the_auditor(copy):
    """Archives can hold pipes, and to open one is to wait for somebody who writes."""
    tile = Path(copy, "tile/0/000")
    tile.unlink()
    os.mkfifo(tile)
    command = [sys.executable, "-m", "lapel.doors.cli.main", "log", "verify", copy, "--key", KEY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "tile/0/000" in done.stdout


def test_a_falsely_signed_checkpoint_is_not_merely_unreadable(tmp_path, capsys):
    """Exit code 1: somebody signs in the log's name."""
    head = log_of(3)[1]
    (tmp_path / "checkpoint").write_bytes(checkpoint(head, signer=Signer(ORIGIN, 9)))
    assert log.run(["verify", str(tmp_path), "--key", KEY]) == 1
    assert "bad-signature" in capsys.readouterr().out


def test_a_long_list_is_cut_for_people_only(tmp_path, capsys):
    """Thirty bundles lost: twenty shown and the rest counted; JSON has them all."""
    shelf = log_of(66_000)[0]
    shelf.files = {p: d for p, d in shelf.files.items() if not p.startswith("tile/entries/03")}
    shelf.files = {p: d for p, d in shelf.files.items() if not p.startswith("tile/entries/04")}
    shelf.files = {p: d for p, d in shelf.files.items() if not p.startswith("tile/entries/05")}
    copy = _folder(tmp_path, shelf)
    assert log.run(["verify", copy, "--key", KEY]) == 1
    said = capsys.readouterr().out
    assert said.count("are missing") == 20
    assert "… and 10 more of this kind." in said
    log.run(["verify", copy, "--key", KEY, "--json"])
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 30


def test_a_strangers_text_does_not_steer_the_terminal(tmp_path, capsys):
    """A log may call itself anything that a note allows."""
    shelf, head = log_of(0)
    shelf.files["checkpoint"] = checkpoint(head, origin="a\N{RIGHT-TO-LEFT OVERRIDE}b\x7f")
    assert log.run(["verify", _folder(tmp_path, shelf)]) == 3
    said = capsys.readouterr().out
    assert "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}, 0 entries" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--key", "nonsense"], "name+id+base64"),
        (["--policy", "nowhere"], "nowhere"),
        (["--seen", "nowhere"], "nowhere"),
        (["--policy", "x", "--key", KEY], "either in the policy or beside it"),
        (["--quorum", "1"], "at most the number of witnesses"),
    ],
)
def test_wrong_usage_is_told_apart_from_a_bad_log(copy, capsys, more, said):
    """Exit code 64, and a sentence on the error stream."""
    assert log.run(["verify", copy, *more]) == 64
    assert said in capsys.readouterr().err


def test_unknown_options_and_verbs_are_wrong_usage(copy, capsys):
    """As argparse says it, with exit code 64."""
    for words in (["audit", copy], ["verify", copy, "--nonsense"], []):
        with pytest.raises(SystemExit) as stopped:
            log.run(words)
        assert stopped.value.code == 64


def test_an_unknown_verb_is_answered_with_all_there_are(capsys):
    """Of which `verify` is one."""
    with pytest.raises(SystemExit):
        log.run(["frob"])
    said = capsys.readouterr().err
    assert all(verb in said for verb in ("verify", "proof", "show", "keys", "reconcile", "epoch"))


def test_the_verb_runs_without_django():
    """An auditor needs no settings and no database."""
    code = "import sys; from lapel.doors.cli import log; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
