"""Where the house stands, for the tests of its rules."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lapel"
JOURNEY = SOURCE / "journey"


def rooms() -> list[Path]:
    """List the built rooms of the journey, in the order in which a teacher meets them."""
    return [JOURNEY / room for room in settings.ROOMS]


def order(room: str) -> int:
    """Tell a room's place along the journey."""
    return int(settings.ROOMS.index(room))


@cache
def tracked_files() -> list[Path]:
    """List the files of the repository that git tracks or would track."""
    found = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in found if (ROOT / name).is_file()]


@cache
def syntax(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(folder: Path) -> list[Path]:
    """List a folder's Python files, migrations apart."""
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
