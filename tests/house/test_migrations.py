"""The check for missing migrations is silent where all is well, on any machine."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_check_for_missing_migrations_says_nothing_in_a_fresh_clone(tmp_path: Path):
    """There is no database yet, and a warning in a linter teaches people to read past it."""
    home = tmp_path / "nothing is here"
    environment = {**os.environ, "LAPEL_HOME": str(home)}
    asked = subprocess.run(
        ["sh", "tools/migrations.sh"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, "", "")
    assert not home.exists()
