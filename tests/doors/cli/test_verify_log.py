"""`lapel verify --log`: a bundle held against a copy of the log, on a disk or as served."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from domain.badges.badge_makers import REVOCATION, badge
from domain.transparency.logbook import WITNESSES, Shelf, checkpoint, cosigned, log_of
from doors.cli.test_verify import NOW, Network, current_badge, current_list, written
from doors.cli.test_verify_folder import current_bundle, laid
from lapel.domain.transparency.appending import append
from lapel.domain.transparency.entries import Event, Kind, document_digest
from lapel.doors.cli import verify
from lapel.ports import fetch as fetch_port
from ports.checking.bundle_makers import SALT, trust_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def trust(tmp_path: Path) -> str:
    return written(tmp_path, "trust.json", trust_of())


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    return str(laid(tmp_path / "bundle", current_bundle()))


def files_of_log(*later: bytes) -> Mapping[str, bytes]:
    """The log that `current_bundle` stands in, as it went on."""
    document = current_badge()
    shelf, head = log_of(7)
    shelf = Shelf(shelf.files)
    award = Event(Kind.AWARD, document["id"], 0, frozenset({document_digest(document)}))
    done = append(shelf, head=head, entries=[award.entry(SALT), *later])
    signed = cosigned(checkpoint(done.head), WITNESSES[0], at=int(NOW.timestamp()))
    return {**shelf.files, **done.files, "checkpoint": signed}


def copied(folder: Path, *later: bytes) -> str:
    for path, content in files_of_log(*later).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return str(folder)


REVOKED = Event(Kind.REVOCATION, badge()["id"], 1).entry(SALT)


def test_a_copy_of_the_log_turns_a_stale_bundle_into_an_ended_one(
    tmp_path: Path, trust: str, bundle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offline, with no word from the issuer: 0 without the copy, 4 with it."""
    asked = [bundle, "--offline", "--trust", trust]
    assert verify.run(asked) == 0
    assert verify.run([*asked, "--log", copied(tmp_path / "sound")]) == 0
    capsys.readouterr()
    assert verify.run([*asked, "--log", copied(tmp_path / "later", REVOKED)]) == 4
    shown = capsys.readouterr().out
    assert shown.startswith("Genuine, but no longer in force. The log says")
    assert "ended history" in shown
    assert verify.run([*asked, "--json", "--log", str(tmp_path / "later")]) == 4
    answer = json.loads(capsys.readouterr().out)
    (step,) = [one for one in answer["steps"] if one["id"] == "history"]
    assert step["detail"] == {"entry": "8", "isLater": "true"}


def test_each_bundle_in_a_folder_is_held_against_the_copy(
    tmp_path: Path, trust: str, bundle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A badge without its proof beside it is left open, and says so."""
    del bundle
    (tmp_path / "all").mkdir()
    (tmp_path / "bundle").rename(tmp_path / "all" / "bundle")
    pinned = trust_of(documents={REVOCATION: current_list(REVOCATION)})
    trust = written(tmp_path, "trust.json", pinned)
    written(tmp_path / "all", "bare.json", current_badge())
    copy = copied(tmp_path / "later", REVOKED)
    asked = [str(tmp_path / "all"), "--offline", "--trust", trust]
    assert verify.run([*asked, "--log", copy]) == 4
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["bare.json", "not-confirmed"]
    assert lines[1].split()[:2] == ["bundle", "ended"]
    assert verify.run([str(tmp_path / "all" / "bare.json"), *asked[1:], "--log", copy]) == 3
    assert "No log proof is beside the badge" in capsys.readouterr().out


def test_online_the_log_is_read_where_it_is_served(
    trust: str, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the guarded way out; a copy on the disk is not needed."""
    served = files_of_log(REVOKED)
    at = "https://lapel.example.org/log/1"
    network = Network({f"{at}/{path}": content for path, content in served.items()})
    monkeypatch.setattr(fetch_port, "fetch", network)
    assert verify.run([bundle, "--trust", trust, "--log", f"{at}/"]) == 4


@pytest.mark.parametrize(
    ("log", "options", "why"),
    [
        ("nowhere", [], "is not a log or a copy of one"),
        ("https://lapel.example.org/log/1", ["--offline"], "--offline fetches no log"),
        ("http://127.0.0.1:9/log/1", [], "lapel verify: "),
    ],
)
def test_a_log_that_is_none_is_a_usage_error(
    bundle: str, log: str, options: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped folder must not read as “nothing was revoked”."""
    assert verify.run([bundle, *options, "--log", log]) == 64
    assert why in capsys.readouterr().err


def test_it_needs_no_django(tmp_path: Path, trust: str, bundle: str) -> None:
    """An auditor's machine has no instance."""
    copy = copied(tmp_path / "later", REVOKED)
    words = [bundle, "--offline", "--trust", trust, "--log", copy]
    code = "import sys; from lapel.doors.cli.verify import run; code = run(sys.argv[1:]); "
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code} assert 'django' not in sys.modules; sys.exit(code)",
            *words,
        ],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4, done.stderr[-500:]
