"""`lapel doctor`: each part in force, proved by a round trip; one line each."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import Check, NotInOrderError, every_check

if TYPE_CHECKING:
    import argparse

WIDTH = max(len(check.part) for check in every_check())


@dataclass(frozen=True)
class Finding:
    """What came of one check: `said` is what was tried, or what is wrong."""

    part: str
    ok: bool
    said: str
    seconds: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `doctor` takes."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--mail-to", metavar="ADDRESS", help="also send a letter there")


def run(options: argparse.Namespace) -> int:
    """Prove every part; returns 1 where any does not do its work."""
    hindrance = _begin()
    if hindrance:
        findings = [Finding("settings", ok=False, said=hindrance, seconds=0.0)]
        _say(options, findings[0])
    else:
        findings = [_told(options, check) for check in every_check()]
    wrong = [finding.part for finding in findings if not finding.ok]
    if options.json:
        print(json.dumps({"ok": not wrong, "findings": [asdict(each) for each in findings]}))
    elif wrong:
        print(f"\nNot in order: {', '.join(wrong)}.", file=sys.stderr)
    return 1 if wrong else 0


def _begin() -> str:
    """Load settings and rooms; a sentence where that fails."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


def _told(options: argparse.Namespace, check: Check) -> Finding:
    finding = examine(options, check)
    _say(options, finding)
    return finding


def examine(options: argparse.Namespace, check: Check) -> Finding:
    """Run one check and take the time; whatever it raises is its finding."""
    began = time.monotonic()
    try:
        if check.needs_database:
            _database_is_there()
        said, ok = check.prove(options), True
    except NotInOrderError as wrong:
        said, ok = str(wrong), False
    except Exception as error:  # noqa: BLE001 (a doctor tells of every illness)
        said, ok = f"{type(error).__name__}: {_one_line(str(error))}", False
    return Finding(check.part, ok=ok, said=said, seconds=round(time.monotonic() - began, 3))


def _database_is_there() -> None:
    from pathlib import Path

    from django.db import connection

    from lapel.doors.cli.tables import is_in_use, is_postgresql

    if is_postgresql():
        if not is_in_use():
            raise NotInOrderError("it is empty yet; `lapel setup` or `lapel demo` fills it.")
        return
    name = Path(str(connection.settings_dict["NAME"]))
    in_memory = connection.is_in_memory_db()  # type: ignore[attr-defined]  # SQLite's own
    if not in_memory and not name.exists():
        raise NotInOrderError(f"{name} is not there yet; `lapel setup` or `lapel demo` makes it.")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _say(options: argparse.Namespace, finding: Finding) -> None:
    if not options.json:
        mark = "\N{CHECK MARK}" if finding.ok else "\N{BALLOT X}"
        line = f"{mark} {finding.part:<{WIDTH}}  {finding.said}  ({finding.seconds:.2f} s)"
        print(line, flush=True)
