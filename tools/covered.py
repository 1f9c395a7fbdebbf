"""Hold a coverage report against the bounds of the house: domain 100 %, everything else 95 %.

    python tools/covered.py build/coverage.json

It prints a line for each room, branches included, and the files behind a room that falls short.
Ends with 1 where one does. Source: CONTRIBUTING.md, "Tests".
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

GROUND_FLOOR, OTHERS = 100.0, 95.0


def room_of(path: str) -> str:
    """Give the room a file stands in: `src/lapel/journey/people/models.py` is `journey/people`."""
    parts = Path(path).parts[2:]
    return "/".join(parts[:2]) if len(parts) > 2 else "lapel"


def share(summaries: list[dict[str, Any]]) -> float:
    """Give the share of lines and branches that ran, in per cent."""
    ran = sum(each["covered_lines"] + each["covered_branches"] for each in summaries)
    there = sum(each["num_statements"] + each["num_branches"] for each in summaries)
    return 100.0 * ran / there if there else 100.0


def main(report: str) -> int:
    """Print the table; return 1 where a room falls short."""
    rooms: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for path, found in json.loads(Path(report).read_text())["files"].items():
        rooms[room_of(path)][path] = found
    short = 0
    for room, files in sorted(rooms.items()):
        bound = GROUND_FLOOR if room.startswith("domain/") else OTHERS
        reached = share([found["summary"] for found in files.values()])
        falls_short = reached < bound
        short += falls_short
        print(
            f"{'SHORT' if falls_short else 'good ':5}  {room:24} {reached:6.2f} %  of {bound:.0f}"
        )
        for path, found in sorted(files.items()) if falls_short else ():
            if found["missing_lines"] or found["missing_branches"]:
                print(f"         {path}: {found['missing_lines']} {found['missing_branches']}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
