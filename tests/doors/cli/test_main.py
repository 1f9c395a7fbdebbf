"""`lapel` itself: verbs, their help, and the ways in which somebody stops listening."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from lapel.doors.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("verb", sorted(main.WITHOUT_DJANGO))
def test_each_verb_for_auditors_explains_itself_with_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it is for, its exit codes, and a line to copy."""
    with pytest.raises(SystemExit) as ended:
        main.main([verb, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert "exit codes:" in out
    assert f"\n  lapel {verb} " in out.partition("example")[2]


@pytest.mark.parametrize("verb", sorted(set(main.VERBS) - main.WITHOUT_DJANGO))
def test_each_verb_of_an_instance_explains_itself_with_an_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it is for, each option, and a line to copy."""
    with pytest.raises(SystemExit) as ended:
        main.main([verb, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert main.VERBS[verb][0] in " ".join(out.split())
    assert f"\n  lapel {verb}" in out.partition("example")[2]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("verfy", "verify"), ("UNBAKE", "unbake"), ("back-up", "backup"), ("logs", "log")],
)
def test_a_mistyped_verb_is_told_the_nearest_one(
    word: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, where a list of twenty verbs would have to be searched."""
    assert main.main([word]) == 2
    said = capsys.readouterr().err
    assert f"Did you mean `lapel {meant}`?" in said
    assert said.count("\n") == 1


def test_a_word_that_is_like_no_verb_is_led_to_the_list_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A guess that helps nobody is not made."""
    assert main.main(["qqqq"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean" not in said
    assert "`lapel --help`" in said


def test_no_verb_for_auditors_imports_django() -> None:
    """They start in a blink, need no settings and no database."""
    names = ", ".join(f"lapel.doors.cli.{verb}" for verb in sorted(main.WITHOUT_DJANGO))
    script = f"import sys; import {names}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    """As `lapel verify folder | head -1`: no traceback, and the code that a shell knows."""
    for number in range(400):
        (tmp_path / f"{number}.json").write_text("{}")
    words = [sys.executable, "-m", "lapel.doors.cli.main", "verify", str(tmp_path), "--offline"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert b"unreadable" in ran.stdout.readline()
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 141


def test_interrupting_a_long_run_is_no_error_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends it with the code that a shell knows."""

    def interrupted(_words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "import_module", lambda _name: SimpleNamespace(run=interrupted))
    assert main.main(["verify", "x"]) == 130


def test_a_folders_json_survives_any_file_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names that are no UTF-8, or would steer the terminal, are one line each."""
    for name in ("a\x1b[2J\n", "b\udcff"):
        (tmp_path / name).write_text("{}")
    assert main.main(["verify", str(tmp_path), "--offline", "--json"]) == 2
    said: list[Any] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in said] == ["a\x1b[2J\n", "b\udcff"]
    assert main.main(["verify", str(tmp_path), "--offline"]) == 2
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 3
    assert "\x1b" not in out
