"""kill -9 between every two steps of the sequencer: no position is used twice, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lapel.domain.transparency.checkpoint import parse_checkpoint
from lapel.domain.transparency.note import parse_note

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("log")]

SCENE = Path(__file__).parent / "log_scene.py"
A_TIME = 150  # two times: from within a tile to beyond it
STEPS = (
    "storage.put-unmoved",  # a tile on the disk, and not in its place
    "issuing.log-tiles",  # every tile in its place, no head over them
    "issuing.log-signed",  # a head signed, and kept nowhere
    "issuing.log-kept",  # kept, and not published
    "issuing.log-published",  # published, and not beside the tiles
)


class Sequencer:
    """An instance whose sequencer is run, and killed, in processes of its own."""

    def __init__(self, home: Path) -> None:
        self.traps = home / "failpoints"
        self.traps.mkdir()
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LAPEL_")},
            "DJANGO_SETTINGS_MODULE": "lapel.settings",
            "LAPEL_HOME": str(home),
            "LAPEL_FAILPOINTS": str(self.traps),
        }

    def run(self, count: int) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, str(SCENE), str(count)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        last = done.stdout.rpartition("\n")[2]
        return done.returncode, json.loads(last) if last.startswith("{") else {}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Kill it once at each step, run it again after each death; give how the log stood then."""
    sequencer = Sequencer(tmp_path_factory.mktemp("log"))
    found = [sequencer.run(A_TIME)[1]]
    for step in STEPS:
        (sequencer.traps / step).touch()
        died, _nothing = sequencer.run(A_TIME)
        assert died == -signal.SIGKILL, f"{step} was not reached"
        ended, after = sequencer.run(0)
        assert ended == 0, step
        found.append(after)
    return found


def test_every_entry_stands_in_the_log_once_and_where_its_row_says(
    told: list[dict[str, Any]],
) -> None:
    """Positions have neither gaps nor twins, and each holds its row's entry, after every death."""
    for at, after in enumerate(told, start=1):
        assert (after["size"], after["rows"]) == (at * A_TIME, at * A_TIME)
        assert (after["placed"], after["right"], after["held"]) == (True, True, False)


def test_every_award_is_public_after_the_next_run(told: list[dict[str, Any]]) -> None:
    """A run that died before it published is finished by the one after it."""
    assert [each["included"] for each in told] == [each["size"] for each in told]


def test_an_auditor_finds_every_copy_intact_and_one_history(told: list[dict[str, Any]]) -> None:
    """Whoever kept the checkpoints of all these days sees each grow out of the one before."""
    for after in told:
        assert (after["codes"], after["audited"], after["same"]) == (
            ["intact"],
            after["size"],
            True,
        )
    sizes = [
        parse_checkpoint(parse_note(each["checkpoint"].encode()).text).head.size for each in told
    ]
    assert sizes == sorted(set(sizes))
