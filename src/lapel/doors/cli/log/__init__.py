"""`lapel log`: audit a log and check a proof from outside, and tend one's own."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lapel.doors.cli.log.copies import Folder
from lapel.doors.cli.log.verify import exit_code

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Folder", "exit_code", "run"]

# These are about this instance and need its settings; every other verb needs nothing.
OWN = {"show", "keys", "reconcile", "epoch"}


def run(argv: Sequence[str]) -> int:
    """Run one verb of `lapel log`; returns its exit code."""
    verb = argv[0] if argv else ""
    name = "own" if verb in OWN else "proof" if verb == "proof" else "verify"
    code: int = import_module(f"lapel.doors.cli.log.{name}").run(argv)
    return code
