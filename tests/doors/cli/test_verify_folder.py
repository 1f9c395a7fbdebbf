"""`lapel verify` over folders, bundles, archives and presentations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import REVOCATION, badge
from domain.badges.test_baking import picture
from domain.badges.test_presentation import HERE
from domain.badges.test_presentation import shown as presentation_of
from doors.cli.test_verify import NOW, Network, current_badge, current_list, written
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.doors.cli import verify
from lapel.doors.cli.ways import LARGEST_KEPT, MOST_KEPT, Kept
from lapel.ports import fetch as fetch_port
from ports.checking.bundle_makers import files_of, logged, trust_of
from ports.checking.test_bundles import zipped

if TYPE_CHECKING:
    from pathlib import Path


def current_bundle(**changes: Any) -> dict[str, bytes]:
    document = current_badge()
    listed = json.dumps(current_list(REVOCATION)).encode()
    proof, head = logged(document, at=NOW)
    now = {"status.json": listed, "proof.tlog-proof": proof, "checkpoint": head}
    return files_of(document, **{**now, **changes})


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def trust(tmp_path: Path) -> str:
    lists = {"documents": {REVOCATION: current_list(REVOCATION)}}
    return written(tmp_path, "trust.json", trust_of(**lists))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a badge of each fate, a bundle inside it, and a hidden file."""
    place = tmp_path / "badges"
    laid(place / "b" / "bundle", current_bundle())
    written(place, "good.json", current_badge())
    written(place, "forged.json", {**current_badge(), "name": "Other"})
    over = badge(valid_from=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1))
    written(place, "over.json", over)
    (place / "b" / "good.png").write_bytes(bake_png(picture(), json.dumps(current_badge())))
    (place / "notes.txt").write_text("Not a badge.")
    (place / ".hidden").write_text("{}")
    return place


def test_a_folder_is_shown_as_a_table_with_counts(
    folder: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a file, a bundle as one, in order of their names; the worst exit code."""
    assert verify.run([str(folder), "--offline", "--trust", trust]) == 1
    *lines, counts = capsys.readouterr().out.splitlines()
    found = [(line.split()[0], line.split()[1]) for line in lines]
    assert found == [
        ("forged.json", "not-valid"),
        ("good.json", "valid"),
        ("notes.txt", "unreadable"),
        ("over.json", "ended"),
        ("b/good.png", "valid"),
        ("b/bundle", "valid"),
    ]
    assert "The signature does not match" in lines[0]
    assert counts == "6 in all: 3 valid, 1 ended, 1 unreadable, 1 not-valid"


def test_a_folder_as_json_is_a_line_a_file(
    folder: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line is the answer for one file with its name, so that jq and grep can read it."""
    verify.run([str(folder), "--offline", "--trust", trust, "--json"])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["file"]: one["exitCode"] for one in said} == {
        "forged.json": 1,
        "good.json": 0,
        "notes.txt": 2,
        "over.json": 4,
        "b/good.png": 0,
        "b/bundle": 0,
    }


@pytest.mark.parametrize(
    ("without", "code"),
    [
        ([], 1),
        (["forged.json"], 2),
        (["forged.json", "notes.txt"], 4),
        (["forged.json", "notes.txt", "over.json"], 0),
    ],
)
def test_the_exit_code_of_a_folder_is_its_worst(
    folder: Path, trust: str, without: list[str], code: int
) -> None:
    """Forged before unreadable before ended before unconfirmed: as the steps of a badge weigh."""
    for name in without:
        (folder / name).unlink()
    assert verify.run([str(folder), "--offline", "--trust", trust]) == code


def test_unconfirmed_is_worse_than_valid_and_better_than_ended(folder: Path) -> None:
    """Without a trust file the whole folder is intact at best."""
    for name in ("forged.json", "notes.txt", "over.json"):
        (folder / name).unlink()
    assert verify.run([str(folder), "--offline"]) == 3


def test_a_bundle_is_verified_as_one_thing(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the trust file confirmed; without it intact, and the date of its status is told."""
    place = str(laid(tmp_path / "bundle", current_bundle()))
    assert verify.run([place, "--offline", "--trust", trust]) == 0
    assert capsys.readouterr().out.startswith("Valid: issued by Hill\nStatus as of ")
    assert verify.run([place, "--offline"]) == 3
    out = capsys.readouterr().out
    assert out.startswith("Intact; issuer not confirmed\nStatus as of 20")
    assert "log           The proof fits the log" in out


def test_a_zipped_bundle_is_verified_from_a_file(
    tmp_path: Path, trust: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a holder downloads it; an archive of other things is unreadable."""
    (tmp_path / "badge.zip").write_bytes(zipped(current_bundle(), inside="badge/"))
    (tmp_path / "other.zip").write_bytes(zipped({"a.txt": b"a"}))
    assert verify.run([str(tmp_path / "badge.zip"), "--offline", "--trust", trust]) == 0
    capsys.readouterr()
    assert verify.run([str(tmp_path / "other.zip"), "--offline"]) == 2
    assert "does not hold the files of one badge" in capsys.readouterr().out


def test_an_empty_folder_is_unreadable_as_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One object a line there as well."""
    (tmp_path / "empty").mkdir()
    assert verify.run([str(tmp_path / "empty"), "--json"]) == 2
    assert "There is no file in" in json.loads(capsys.readouterr().out)["headline"]


def test_pipes_in_a_folder_are_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reading one would never end."""
    os.mkfifo(tmp_path / "pipe")
    assert verify.run([str(tmp_path), "--offline"]) == 2
    assert "It is not a plain file." in capsys.readouterr().out


def test_what_many_badges_name_is_fetched_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand badges of one issuer have one status list."""
    asked = list[str]()

    def count(url: str, **limits: Any) -> fetch_port.Fetched:
        asked.append(url)
        return Network({})(url, **limits)

    monkeypatch.setattr(fetch_port, "fetch", count)
    for name in ("a.json", "b.json"):
        written(tmp_path, name, current_badge())
    verify.run([str(tmp_path)])
    assert sorted(set(asked)) == sorted(asked)


def test_what_is_kept_between_badges_is_bounded() -> None:
    """Strangers' badges name the addresses; what is large or long ago is asked for again."""
    asked = list[str]()

    def bring(address: str, /) -> Resolved:
        asked.append(address)
        if address == "absent":
            raise UnavailableError("Not there.")
        size = LARGEST_KEPT + 1 if address == "large" else 1
        return Resolved(b" " * size, Origin.SOURCE)

    kept = Kept(bring)
    for _ in range(2):
        kept("small")
        kept("large")
        with pytest.raises(UnavailableError):
            kept("absent")
    assert asked == ["small", "large", "absent", "large"]
    first, second = (_raised(kept, "absent") for _ in range(2))
    assert first is not second  # one raised again and again keeps every frame it passed
    for number in range(MOST_KEPT):
        kept(str(number))
    kept("small")
    assert asked.count("small") == 2


def _raised(kept: Kept, address: str) -> UnavailableError:
    with pytest.raises(UnavailableError) as caught:
        kept(address)
    return caught.value


def test_a_gone_assertion_is_revoked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Open Badges 2.0: a revoked assertion's address answers 410."""
    address = "https://lapel.example/ob2/1"
    monkeypatch.setattr(fetch_port, "fetch", Network({address: 410}))
    old = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": address}
    assert verify.run([written(tmp_path, "old.json", old)]) == 4
    assert "says that this badge is gone" in capsys.readouterr().out
    assert verify.run([address]) == 4
    assert "says that this badge is gone" in capsys.readouterr().out


def test_a_presentation_is_checked_for_its_occasion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Challenge and domain go together; another's is refused; none leaves it unconfirmed."""
    shown = presentation_of(current_badge(), created=NOW, expires=NOW + timedelta(hours=1))
    file = written(tmp_path, "shown.json", shown)
    occasion = ["--challenge", HERE.challenge, "--domain", HERE.domain]
    assert verify.run([file, "--offline", *occasion]) == 3
    assert "The presentation was made for this challenge." in capsys.readouterr().out
    assert verify.run([file, "--offline", *occasion[:-1], "https://other.example"]) == 1
    assert verify.run([file, "--offline"]) == 3
    with pytest.raises(SystemExit) as stopped:
        verify.run([file, "--challenge", "x"])
    assert stopped.value.code == 64


def test_a_trust_file_with_a_wrong_log_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The auditor's own file is at fault, not the badge."""
    wrong = written(tmp_path, "trust.json", {"log": ["nonsense"]})
    assert verify.run(["x.json", "--trust", wrong]) == 64
    assert "Line 1 of the policy" in capsys.readouterr().err


def test_bundles_are_verified_without_django_and_quickly(tmp_path: Path) -> None:
    """An auditor's first answer comes within seconds on a cold start, with no settings."""
    place = laid(tmp_path / "bundle", current_bundle())
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lapel.doors.cli.verify", place, "--offline"],
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3, done.stderr[-500:]
    assert time.monotonic() - started < 20
    loaded = done.stderr.decode()
    assert not any(f" {name}\n" in loaded for name in ("django", "PIL", "pypdfium2"))
