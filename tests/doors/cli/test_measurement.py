"""`lapel measurement`: studies, designs and calibrations from files, for whoever has them."""

from __future__ import annotations

import csv
import json
import random
from typing import TYPE_CHECKING

import pytest

from lapel.domain.measurement.study.files import read_bank, read_correlations
from lapel.doors.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def design(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Write the reference design with three people."""
    folder = tmp_path / "design"
    assert main.main(["measurement", "design", "--out", str(folder), "--persons", "3"]) == 0
    assert "bank.csv, persons.csv, correlations.csv are in" in capsys.readouterr().out
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main.main(["measurement", *words])
    return code, *capsys.readouterr()


def study(folder: Path, *words: str) -> list[str]:
    files = ["--bank", str(folder / "bank.csv"), "--persons", str(folder / "persons.csv")]
    return ["study", *files, "--most", "46", "--ways", "separate", "ours", *words]


def test_a_study_prints_a_line_for_each_way(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Items, errors, coverage, exposure and time; what was not reached is a dash."""
    words = study(design, "--correlations", str(design / "correlations.csv"), "--people", "2")
    code, out, _err = told(capsys, *words)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("way ")
    assert [line[:24].strip() for line in lines[1:]] == ["separate adaptive tests", "ours"]
    assert lines[1].split()[3] == "-"


def test_the_same_seed_prints_the_same_study(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but the time; without correlations .4 stands between all."""
    found = []
    for _time in range(2):
        rows = json.loads(told(capsys, *study(design, "--json"))[1])
        found.append([{**row, "milliseconds": 0} for row in rows])
    assert found[0] == found[1]
    assert found[0][1]["way"] == "ours"
    assert found[0][1]["rmse"] < 0.8


def test_a_file_that_cannot_be_used_is_told(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing, not text, or with a bad line: exit code 2, and nothing is computed."""
    (design / "bank.csv").write_text("item,competency,slope,steps\na,c,x,0\n", encoding="utf-8")
    code, out, err = told(capsys, *study(design))
    assert (code, out) == (2, "")
    assert "bank.csv, line 2: “x” is no number." in err
    (design / "bank.csv").write_bytes(b"\xff\xfe")
    assert "is not UTF-8 text" in told(capsys, *study(design))[2]
    assert "No such file" in told(capsys, *study(tmp_path / "nowhere"))[2]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["guess"],
        ["design", "--out", "x", "--persons", "0"],
        ["study", "--bank", "b", "--persons", "p", "--cap", "0"],
        ["study", "--bank", "b", "--persons", "p", "--people", "0"],
        ["calibrate"],
    ],
)
def test_wrong_words_end_with_64(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With the usage; the verb comes first."""
    with pytest.raises(SystemExit) as ended:
        main.main(["measurement", *words])
    assert ended.value.code == 64
    assert "usage: lapel measurement" in capsys.readouterr().err


def test_a_verb_before_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    """`lapel measurement --json study` is told what is wrong with it."""
    with pytest.raises(SystemExit) as ended:
        main.main(["measurement", "--", "study"])
    assert ended.value.code == 64
    assert "the verb comes first" in capsys.readouterr().err


def test_a_design_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    code, _out, err = told(capsys, "design", "--out", str(tmp_path / "taken"))
    assert code == 2
    assert "taken" in err


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Write a small bank and answers of 300 people in two groups; one item is harder for one."""
    chance = random.Random(4)
    (tmp_path / "bank.csv").write_text(
        "item,competency,slope,steps,version,answers\n"
        + "".join(f"i{number},c{number % 2},1,0,0,0\n" for number in range(12)),
        encoding="utf-8",
    )
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["person", "item", "category", "group"])
        for person in range(300):
            ability, south = chance.gauss(0, 1), person % 2
            for number in range(12):
                hard = 2.0 * south if number == 3 else 0.0
                right = ability - hard + chance.gauss(0, 1.4) > 0
                out.writerow([person, f"i{number}", int(right), ("north", "south")[south]])
    return tmp_path


def calibrate(folder: Path, *words: str) -> list[str]:
    files = ["--bank", str(folder / "bank.csv"), "--answers", str(folder / "answers.csv")]
    return ["calibrate", *files, "--version", "new", "--out", str(folder / "new"), *words]


def test_a_calibration_writes_a_bank_and_says_how_far_to_trust_it(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """People, what is provisional, coverage on held-out answers, and the item that is unfair."""
    code, out, _err = told(capsys, *calibrate(answers))
    assert code == 0
    assert "3600 answers by 300 people." in out
    assert "12 of 12 items are provisional." in out
    assert "too few for a figure" in out
    assert "i3 for south: +" in out
    assert "logits, large" in out
    bank = read_bank((answers / "new" / "bank.csv").read_text(encoding="utf-8"))
    assert {item.answers for item in bank.items} == {300}
    text = (answers / "new" / "correlations.csv").read_text(encoding="utf-8")
    assert read_correlations(text, bank.competencies)[0][1] == pytest.approx(0.7, abs=0.01)


def test_a_calibration_is_told_as_json_too(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For programs; what was not asked about is named."""
    with (answers / "bank.csv").open("a", encoding="utf-8") as file:
        file.write("z,c9,1,0,0,0\n")
    report = json.loads(told(capsys, *calibrate(answers, "--json"))[1])
    assert (report["version"], report["people"], report["provisional"]) == ("new", 300, 13)
    assert report["unsettled"] == ["c9"]
    assert [each["item"] for each in report["shifts"]] == ["i3"]
    assert "Not settled, or nobody asked: c9." in told(capsys, *calibrate(answers))[1]


def test_coverage_is_told_where_enough_is_held_out(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """600 people with 48 answers each, made of 300 with twelve: a fifth of them is enough."""
    bank = (answers / "bank.csv").read_text(encoding="utf-8").splitlines()
    rows = (answers / "answers.csv").read_text(encoding="utf-8").splitlines()
    for one in "abc":
        bank += [line.replace("i", f"i{one}", 1) for line in bank[1:13]]
        rows += [line.replace(",i", f",i{one}") for line in rows[1:3601]]
    rows += [f"once more {line}" for line in rows[1:]]
    (answers / "bank.csv").write_text("\n".join(bank), encoding="utf-8")
    (answers / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    assert (
        "Coverage of 90 % intervals on held-out answers: 0." in told(capsys, *calibrate(answers))[1]
    )


def test_a_calibration_without_its_files_ends_with_2(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unreadable file of answers, or a folder that cannot be made."""
    (answers / "new").write_text("x", encoding="utf-8")
    assert told(capsys, *calibrate(answers))[0] == 2
    (answers / "answers.csv").write_text("person,item,category\nann,x,0\n", encoding="utf-8")
    code, _out, err = told(capsys, *calibrate(answers))
    assert code == 2
    assert "answers.csv, line 2: “x” is no item of the bank." in err
