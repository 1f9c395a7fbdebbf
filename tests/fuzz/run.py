"""Fuzz every harness for its share of LAPEL_FUZZ_SECONDS of CPU (an hour): `make fuzz`.

Names may be given, to fuzz these alone. Inputs are kept under build/fuzz, so that the next run goes
on from there; what breaks is kept there too, and printed with how to see it again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "build" / "fuzz"
PATHS = f"{HERE.parents[1] / 'src'}:{HERE.parent}"
TARGETS = (HERE / "targets.py").read_text(encoding="utf-8")
NAMES = re.findall(r'^    "(\w+)": \(', TARGETS, re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """How one harness fared: `inputs` tried, and what was said where something broke."""

    name: str
    inputs: int
    problem: str = ""


def fuzz(name: str, folder: Path, *, seconds: float, seed: int = 1) -> Result:
    """Fuzz one harness in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.child", name, str(folder / name), str(seconds), str(seed)],
        env={**os.environ, "PYTHONPATH": PATHS},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    counted = re.search(rf"{name}: (\d+) inputs", done.stdout)
    if done.returncode == 0 and counted:
        return Result(name, int(counted[1]))
    return Result(name, 0, (done.stdout + done.stderr)[-6000:])


def main() -> int:
    """Fuzz, print a line for each harness, and return how many broke."""
    names = sys.argv[1:] or NAMES
    seconds = float(os.environ.get("LAPEL_FUZZ_SECONDS", "3600")) / len(names)
    broken = 0
    for name in names:
        result = fuzz(name, FOLDER, seconds=seconds, seed=int.from_bytes(os.urandom(3)) or 1)
        print(f"{name:<16}{result.inputs:>10} inputs  {'BROKEN' if result.problem else 'sound'}")  # noqa: T201 (a program's output)
        if result.problem:
            broken += 1
            print(result.problem)  # noqa: T201 - a program that prints
    return broken


if __name__ == "__main__":
    sys.exit(main())
