"""`lapel issue`: the same batch from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from issuing.batching import GROUND, confirmed, many, table
from lapel.doors.cli.main import main
from lapel.journey.issuing.actions import cancel_batch
from lapel.journey.issuing.models import Award, Batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from review.stage import Stage

    Lapel = Callable[..., int]


@pytest.fixture
def lapel(stage: Stage, tmp_path: Path) -> Lapel:
    """Give `lapel issue` with all it needs; an option that is None is left out."""

    def run(*emails: str, **options: Any) -> int:
        file = tmp_path / "people.csv"
        file.write_bytes(table(*emails))
        told = {
            "achievement": "waiting",
            "recipients": file,
            "by": "hana@example.org",
            "ground": GROUND,
            "yes": True,
            "workers": "0",
        } | options
        words = []
        for name, value in told.items():
            words += [f"--{name.replace('_', '-')}"] if value not in (None, False) else []
            words += [str(value)] if value not in (None, False, True) else []
        return main(["issue", *words])

    return run


def test_a_table_is_issued_and_the_outcome_told(
    lapel: Lapel, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0: every line has its award."""
    assert lapel(*many(3)) == 0
    told = capsys.readouterr()
    assert "3 awards issued; the batch is done." in told.out
    assert "3 of 3" in told.err
    assert Award.objects.count() == 3
    assert Batch.objects.get().confirmed_by.email == "hana@example.org"


def test_json_holds_all_there_is_to_know(lapel: Lapel, capsys: pytest.CaptureFixture[str]) -> None:
    """One object on standard output, nothing else."""
    assert lapel("nia@example.org", "nobody", json=True, skip_bad=True) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["issued"], told["left_out"]) == ("done", 1, [])
    assert told["bad"][0]["line"] == 3


def test_a_dry_run_tells_and_keeps_nothing(
    lapel: Lapel, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the table: no row is written."""
    assert lapel("nia@example.org", "nobody", dry_run=True) == 3
    told = capsys.readouterr().out
    assert "1 lines are good, 1 are not." in told
    assert "line 3 (nobody): This is not an e-mail address." in told
    assert lapel("nia@example.org", dry_run=True, json=True) == 0
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"by": "amina@example.org"}, 1, "not an officer"),
        ({"by": "stranger@example.org"}, 2, "Nobody here"),
        ({"by": None}, 2, "--by"),
        ({"ground": None}, 1, "--ground"),
        ({"yes": False}, 1, "--yes"),
        ({"achievement": "nothing"}, 2, "is called"),
        ({"achievement": None}, 2, "--achievement"),
        ({"recipients": "missing.csv"}, 2, "No such file"),
        ({"recipients": None}, 2, "--recipients"),
        ({"valid_until": "soon"}, 2, "no day"),
        ({"valid_until": "2020-01-01"}, 1, "expired"),
        ({"resume": "00000000-0000-4000-8000-000000000000"}, 2, "no confirmed batch"),
    ],
)
def test_what_is_missing_or_forbidden_is_said_in_a_sentence(
    lapel: Lapel, capsys: pytest.CaptureFixture[str], options: dict[str, Any], code: int, said: str
) -> None:
    """1 is a refusal, 2 what cannot be read; nothing is awarded."""
    assert lapel("nia@example.org", **options) == code
    assert said in capsys.readouterr().err
    assert not Award.objects.exists()


def test_bad_lines_stop_it_unless_they_are_to_be_skipped(
    lapel: Lapel, capsys: pytest.CaptureFixture[str]
) -> None:
    """A typing error is mended before, not found after."""
    assert lapel("nia@example.org", "nobody") == 1
    assert "--skip-bad" in capsys.readouterr().err
    assert not Award.objects.exists()


def test_the_same_command_goes_on_with_what_was_cut_off(
    lapel: Lapel, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """A batch of this very file stands confirmed: it is that one, not a second."""
    batch = confirmed(stage, *many(2))
    assert lapel(*many(2)) == 0
    assert f"Going on with batch {batch.pk}" in capsys.readouterr().err
    assert Batch.objects.count() == 1
    assert Award.objects.count() == 2


def test_the_same_command_after_the_end_tells_the_outcome_again(lapel: Lapel) -> None:
    """Killed between the last award and its words, it is run again, and all is well."""
    assert lapel(*many(2)) == 0
    assert lapel(*many(2)) == 0
    assert Batch.objects.count() == 1
    assert Award.objects.count() == 2


def test_a_batch_is_resumed_by_its_number(lapel: Lapel, stage: Stage) -> None:
    """As the command says when it is stopped; what was cancelled meanwhile stays so."""
    batch = confirmed(stage, *many(2))
    assert lapel(resume=batch.pk) == 0
    other = confirmed(stage, "nia@example.org")
    cancel_batch(person=stage.cast.hana, batch_id=other.pk)
    assert lapel(resume=other.pk) == 3


def test_an_end_holds_until_the_day_is_over(lapel: Lapel) -> None:
    """The last second of the day, in UTC."""
    assert lapel("nia@example.org", valid_until="2099-12-31") == 0
    document = json.loads(Award.objects.get().document)
    assert document["validUntil"] == "2099-12-31T23:59:59Z"


def test_asked_at_a_terminal_a_person_says_yes_or_nothing_happens(
    lapel: Lapel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question names what and how many."""
    asked = []
    answers = iter(["n", "y"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda words: asked.append(words) or next(answers))
    assert lapel("nia@example.org", yes=False) == 1
    assert "nothing was awarded" in capsys.readouterr().err
    assert lapel("nia@example.org", yes=False) == 0
    assert asked[0] == "Award “Waiting for an answer” to 1 people? [y/N] "
