"""`lapel review`: figures from a file of ratings, for anybody with a file and a terminal."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from lapel.domain.rubrics.study import comparing, watching
from lapel.domain.rubrics.study.watching import Setting
from lapel.domain.rubrics.study.world import World
from lapel.doors.cli import main
from lapel.doors.cli.review import study, telling

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("not_yet", "almost", "yes")


def table(number: int, *, seed: int = 1, key: bool = False) -> str:
    """Write ratings of two criteria by three assessors, two on each artefact."""
    chance = random.Random(seed)
    lines = ["artefact,assessor,criterion,level" + ",key" * key]
    for artefact in range(number):
        for criterion in ("aim", "uptake"):
            true = chance.randrange(3)
            for assessor in chance.sample(("ben", "bola", "elif"), 2):
                seen = true if chance.random() < 0.7 else chance.randrange(3)
                line = f"work {artefact},{assessor},{criterion},{LEVELS[seen]}"
                lines.append(line + f",{LEVELS[true]}" * key)
    return "\n".join(lines)


def ratings(folder: Path, text: str) -> str:
    path = folder / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main.main(["review", *words])
    return code, *capsys.readouterr()


def test_agreement_is_printed_over_all_and_by_criterion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each figure with its interval; Cohen's kappa is not for three assessors."""
    words = ["--ratings", ratings(tmp_path, table(30)), "--resamples", "40"]
    code, out, _ = told(capsys, "agreement", *words)
    assert code == 0
    assert "120 ratings by 3 assessors on 2 criteria." in out
    assert "All criteria (n = 30 artefacts, 60 units)" in out
    assert "Criterion uptake (n = 30 artefacts, 30 units)" in out
    assert out.count("Krippendorff's alpha, ordinal") == 3
    assert "Cohen" not in out
    assert "keys" not in out


def test_the_same_figures_are_printed_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same seed gives the same numbers; keys bring agreement with them by assessor."""
    words = ["--ratings", ratings(tmp_path, table(30, key=True)), "--resamples", "40"]
    outs = [told(capsys, "agreement", *words, "--json")[1] for _twice in "12"]
    assert outs[0] == outs[1]
    found = json.loads(outs[0])
    assert found.keys() == {"together", "criteria", "againstKey", "assessors", "severity"}
    exact = found["together"]["figures"]["exact"]
    assert 0 < exact["low"] < exact["value"] < exact["high"] < 1
    assert found["assessors"].keys() == {"ben", "bola", "elif"}
    assert "Against the keys, ben" in told(capsys, "agreement", *words)[1]


def test_too_few_are_said_to_be_too_few(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No number, and an exit code of its own."""
    code, out, _ = told(capsys, "agreement", "--ratings", ratings(tmp_path, table(7)))
    assert code == 3
    assert "All criteria: insufficient data (n = 7)" in out
    code, out, _ = told(capsys, "agreement", "--ratings", ratings(tmp_path, table(7)), "--json")
    assert json.loads(out)["together"] == {"artefacts": 7, "units": 14, "figures": None}


def test_what_has_no_value_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No variation leaves kappas undefined; one odd artefact leaves them without an interval."""
    same = [f"{work},{who},c,yes" for work in range(25) for who in ("ben", "bola")]
    text = "\n".join(["artefact,assessor,criterion,level", *same])
    assert (
        "undefined: no variation"
        in told(capsys, "agreement", "--ratings", ratings(tmp_path, text))[1]
    )
    text += "\nodd,ben,c,yes\nodd,bola,c,almost"
    out = told(capsys, "agreement", "--ratings", ratings(tmp_path, text))[1]
    assert "no interval: too little variation" in out
    assert "Cohen's kappa" in out


def test_bad_lines_are_told_and_nothing_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most twenty are told; what steers a terminal is not printed as it is."""
    text = "artefact,assessor,criterion,level\n" + "work,ben,c,g\x1bd\n" * 25
    code, out, err = told(capsys, "agreement", "--ratings", ratings(tmp_path, text))
    assert (code, out) == (2, "")
    assert "ratings.csv, line 2: level “g\N{REPLACEMENT CHARACTER}d” is none of the levels" in err
    assert err.endswith("… and 5 more\n")


def test_another_scale_is_named_by_its_levels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Essays on six levels; without the names no such level is known."""
    lines = [f"essay {n},{who},c,{1 + n % 6}" for n in range(24) for who in ("ben", "bola")]
    text = ratings(tmp_path, "\n".join(["artefact,assessor,criterion,level", *lines]))
    words = ["agreement", "--ratings", text, "--resamples", "20"]
    code, out, _ = told(capsys, *words, "--levels", "1,2,3,4,5,6")
    assert (code, out.count(" 1.000 ")) == (0, 24)
    assert told(capsys, *words)[0] == 2


def test_files_that_are_missing_or_no_text_are_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a pipe works."""
    code, _, err = told(capsys, "agreement", "--ratings", str(tmp_path / "none"))
    assert (code, "No such file" in err) == (2, True)
    (tmp_path / "bytes").write_bytes(b"\xff")
    assert "not UTF-8" in told(capsys, "agreement", "--ratings", str(tmp_path / "bytes"))[2]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(table(7).encode())))
    assert told(capsys, "agreement", "--ratings", "-")[0] == 3


@pytest.fixture
def _small_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two settings, few pools and few signs: what is printed is the same."""
    worlds = {"poor": World(0.4, 0.4, 1.0, criteria=2), "sure": World(0.05, 0.05, 0.1, criteria=2)}
    monkeypatch.setattr(study, "SCENARIOS", worlds)
    monkeypatch.setattr(study, "WATCHED", ("sure",))
    monkeypatch.setattr(study, "VARIED", (Setting(anchors=0.3),))
    monkeypatch.setattr(study, "ALLOWED", (0.05,))
    monkeypatch.setattr(comparing, "POOLS", 2)
    monkeypatch.setattr(telling, "POOLS", 2)
    monkeypatch.setattr(watching, "LEARNT_FROM", 60)
    monkeypatch.setattr(watching, "PATIENCE", 40)


@pytest.mark.usefixtures("_small_study")
def test_the_study_compares_strategies_and_looks_for_drift(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A table a setting, with each strategy and each line of doubt; then both kinds of sign."""
    code, out, _ = told(capsys, "study", "--decisions", "20", "--assessors", "3")
    assert code == 0
    assert "R10 lets routing begin in 0 of 2 pools" in out
    assert "R10 lets routing begin in 2 of 2 pools" in out
    for line in ("one scoring", "two, adjudicated", "Lapel (R8 to R10)", "three of everything"):
        assert out.count(f"\n| {line}") == 4
    assert out.count("routing alone, doubt > 0.12 (R10)") == 2
    assert out.count("of assessors drift by one level within the year") == 2
    assert out.count("\n| sure | ") == 2
    for other in ("twice the noise", "three times the halo", "half a level more lenient"):
        assert f"\n| {other} | " in out
    assert out.count("\n| 0.05, ") == 1


@pytest.mark.usefixtures("_small_study")
def test_the_study_draws_what_it_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture for each setting that is watched, and one of drift, of the printed figures."""
    words = ["study", "--decisions", "20", "--assessors", "3", "--json", "--jobs", "1"]
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n{study.BEGINS}\nold\n{study.ENDS}\nAfter.\n", encoding="utf-8")
    words += ["--page", str(page)]
    code, out, _ = told(capsys, *words, "--pictures", str(tmp_path / "new"))
    assert code == 0
    put = page.read_text(encoding="utf-8")
    assert put.startswith(f"Before.\n{study.BEGINS}\n\n### Poor\n")
    assert put.endswith(f"{study.ENDS}\nAfter.\n")
    assert "old" not in put
    assert sorted(each.name for each in (tmp_path / "new").iterdir()) == [
        "study-accuracy-1.svg",
        "study-drift.svg",
    ]
    drawing = (tmp_path / "new" / "study-accuracy-1.svg").read_text(encoding="utf-8")
    for row in json.loads(out)["comparisons"]["sure"]["strategies"].values():
        assert f"{row['right']:.3f} right at {row['scorings']:.2f} scorings" in drawing


@pytest.mark.usefixtures("_small_study")
def test_the_study_runs_at_the_spreads_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was estimated is said first; as JSON it stands beside what came out."""
    words = ["study", "--ratings", ratings(tmp_path, table(60)), "--decisions", "20"]
    words += ["--assessors", "2"]
    code, out, _ = told(capsys, *words)
    assert code == 0
    assert out.startswith("Estimated from 60 artefacts scored twice or more")
    found = json.loads(told(capsys, *words, "--json")[1])
    assert found["estimate"]["world"]["criteria"] == 2
    assert found["estimate"]["correlations"].keys() == {"quality", "common", "severity", "together"}
    comparison = found["comparisons"]["the spreads of the file"]
    assert comparison["strategies"]["double"]["scorings"] >= 2
    assert comparison["routedAlone"].keys() == {"0.02", "0.05", "0.08", "0.12", "0.2", "0.3"}
    [drift] = found["drift"]["the spreads of the file"][:1]
    assert drift["delays"].keys() >= {"more severe", "more lenient"}
    assert "againstKey" not in found
    assert "inOrder" not in found


@pytest.mark.usefixtures("_small_study")
def test_the_study_holds_a_file_against_its_keys_and_runs_through_its_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exact agreement with the keys counted here again; every assessor has her course."""
    plain = table(60, key=True).splitlines()
    places: dict[tuple[str, str], int] = {}
    for line in plain[1:]:
        work, who = line.split(",")[:2]
        places.setdefault((who, work), len(places))
    text = [plain[0] + ",order"]
    text += [f"{line},{places[line.split(',')[1], line.split(',')[0]]}" for line in plain[1:]]
    name = ratings(tmp_path, "\n".join(text))
    words = ["study", "--ratings", name, "--decisions", "20", "--assessors", "2"]
    out = told(capsys, *words)[1]
    assert "### Beside the keys of the file" in out
    assert "### Drift in the order of the file" in out
    found = json.loads(told(capsys, *words, "--json")[1])
    cells = [line.split(",") for line in plain[1:]]
    same = sum(level == key for _work, _who, _criterion, level, key in cells) / len(cells)
    assert found["againstKey"]["together"]["figures"]["exact"]["value"] == pytest.approx(same)
    whole = Counter((work, who) for work, who, _criterion, _level, _key in cells).values()
    decisions = found["againstKey"]["decisions"]["single"]["decisions"]
    assert decisions == sum(each == 2 for each in whole)
    assert found["inOrder"].keys() == {"ben", "bola", "elif"}
    assert sum(each["signs"] for each in found["inOrder"].values()) <= len(whole)


def test_a_file_that_says_too_little_is_not_studied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Seven artefacts are insufficient data; a bad file is told line by line."""
    code, out, err = told(capsys, "study", "--ratings", ratings(tmp_path, table(7)))
    assert (code, out) == (3, "")
    assert "Insufficient data: 7 artefacts scored twice, not 20." in err
    assert told(capsys, "study", "--ratings", ratings(tmp_path, "nonsense"))[0] == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["study", "--decisions", "1"], "or more"),
        (["study", "--levels", "1,2,3,4"], "three"),
        ([], "arguments are required: what"),
        (["nothing"], "invalid choice: 'nothing'"),
        (["--", "agreement"], "the verb comes first"),
        (["agreement"], "--ratings"),
        (["agreement", "--ratings", "x", "--levels", "a,a"], "two or more different names"),
        (["agreement", "--ratings", "x", "--resamples", "0"], "one or more"),
    ],
)
def test_wrong_usage_ends_with_64_and_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    """As all verbs that need no instance."""
    with pytest.raises(SystemExit) as ended:
        main.main(["review", *words])
    assert ended.value.code == 64
    assert why in capsys.readouterr().err


def test_severity_is_printed_with_its_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each assessor in logits, the severest first; who scored few is marked."""
    words = ["--ratings", ratings(tmp_path, table(24)), "--resamples", "5"]
    code, out, _ = told(capsys, "agreement", *words)
    assert code == 0
    part = out.split("Severity in logits")[1].splitlines()
    severe = [float(line.split()[1]) for line in part[1:]]
    assert severe == sorted(severe, reverse=True)
    assert len(severe) == 3
    assert all(" ± " in line for line in part[1:])
    plain = json.loads(told(capsys, "agreement", *words, "--json")[1])["severity"]
    assert set(plain["assessors"]) == {"ben", "bola", "elif"}
    assert set(plain["assessors"]["ben"]) == {"works", "logits", "error", "firm"}


def test_why_there_is_no_severity_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two groups without a shared artefact are named; too little is too little."""
    apart = table(20).replace("elif", "ben").splitlines()
    other = [line.replace("work", "task").replace("bola", "cora") for line in apart[1:]]
    text = "\n".join([*apart, *(line.replace("ben", "dina") for line in other)])
    text = "\n".join(_once(text))
    words = ["--ratings", ratings(tmp_path, text), "--resamples", "5"]
    out = told(capsys, "agreement", *words)[1]
    assert "The assessors fall into 2 groups that share no work." in out
    assert "  ben, bola\n  cora, dina" in out
    plain = json.loads(told(capsys, "agreement", *words, "--json")[1])["severity"]
    assert plain["groups"] == [["ben", "bola"], ["cora", "dina"]]
    few = ["--ratings", ratings(tmp_path, table(5)), "--resamples", "5"]
    assert "Severity: Insufficient data: 5 artefacts" in told(capsys, "agreement", *few)[1]
    plain = json.loads(told(capsys, "agreement", *few, "--json")[1])["severity"]
    assert plain == {"problem": "Insufficient data: 5 artefacts scored twice, not 20."}


def _once(text: str) -> list[str]:
    """Keep the first line of each assessor on a criterion of an artefact."""
    kept: dict[str, str] = {}
    for line in text.splitlines():
        kept.setdefault(line.rpartition(",")[0], line)
    return [*kept.values()]
