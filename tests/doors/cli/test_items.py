"""`lapel items`: documents checked together, and a part of them printed to be read."""

from __future__ import annotations

import json
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING

from domain.microcredential.test_items import example
from lapel.doors.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def written(folder: Path, name: str, **change: object) -> str:
    """Keep the example with another code and keys in a file."""
    document = deepcopy(example()) | change
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_sound_files_are_counted_and_pairs_across_files_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same question in two files is one pair that shares everything."""
    other = deepcopy(example()["items"])
    other[0]["key"] = "the-same-again"
    names = [
        written(tmp_path, "T07.json"),
        written(tmp_path, "T06.json", competency="T06", items=other),
    ]
    assert main(["items", *names]) == 0
    told = capsys.readouterr().out
    assert "T07 en: 1 questions, 1 ordered; bands 1 to 5: 0 0 1 0 0" in told
    assert "silence-after-a-right-answer ~ the-same-again: 100%" in told


def test_the_sample_is_drawn_by_its_seed_and_shows_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads it finds each answer with its credit, its reason and the source."""
    assert main(["items", written(tmp_path, "T07.json"), "--sample", "1", "--seed", "3"]) == 0
    told = capsys.readouterr().out
    assert "1 of 1, drawn with seed 3:" in told
    assert "[3] Wait a few seconds" in told
    assert "Source: Rowe" in told


def test_what_is_wrong_is_printed_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A competency that is no code is named by its path; a file that is not there ends with 2."""
    assert main(["items", written(tmp_path, "T07.json", competency="wait")]) == 1
    assert "competency must be a competency's code" in capsys.readouterr().out
    assert main(["items", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_questions_go_out_as_qti_and_are_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package that was written counts the same; an item alone lacks what its manifest said."""
    package = tmp_path / "T07.zip"
    assert main(["items", written(tmp_path, "T07.json"), "--to", str(package)]) == 0
    assert "T07.zip: 1 questions written" in capsys.readouterr().out
    assert main(["items", str(package)]) == 0
    assert "T07 en: 1 questions, 1 ordered" in capsys.readouterr().out
    place = "items/en/T07.silence-after-a-right-answer.xml"
    (tmp_path / "one.xml").write_bytes(zipfile.ZipFile(package).read(place))
    assert main(["items", str(tmp_path / "one.xml")]) == 1
    assert "items[0].source is missing." in capsys.readouterr().out


def test_what_was_not_taken_of_a_package_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A manifest that names a file which is not there; and a place that cannot be written to."""
    package = tmp_path / "gone.zip"
    named = '<resource type="imsqti_item_xmlv3p0" href="gone.xml"/>'
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("imsmanifest.xml", f"<manifest><resources>{named}</resources></manifest>")
    assert main(["items", str(package), "--to", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "names a file that the package does not hold: gone.xml." in told.out
    assert "cannot be written" in told.err
