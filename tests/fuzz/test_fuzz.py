"""A minute of fuzzing in every run of the tests; `make fuzz` does an hour."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from fuzz.run import NAMES, fuzz

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="atheris is built for Linux")
SECONDS = float(os.environ.get("LAPEL_FUZZ_TEST_SECONDS", "60")) / len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_of_strangers_bytes_stands_firm(name: str, tmp_path: Path) -> None:
    """From one seed, so that what is found once is found again; the input is printed."""
    result = fuzz(name, tmp_path, seconds=SECONDS)
    assert not result.problem, f"{result.problem}\n{found_in(tmp_path)}"
    assert result.inputs > 5


def found_in(folder: Path) -> str:
    """The inputs that broke something, as Python writes bytes."""
    kinds = ("crash-*", "timeout-*", "oom-*")
    return "\n".join(repr(file.read_bytes()) for kind in kinds for file in folder.rglob(kind))
