"""Fuzz one harness in this process: `python -m fuzz.child NAME FOLDER CPU-SECONDS SEED`.

New inputs are kept in FOLDER/corpus, what breaks in FOLDER/crash-…; libFuzzer itself ends the
process with a status other than 0 where something broke. Prints `NAME: N inputs` at the end.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import atheris

from fuzz.targets import TARGETS

LONGEST = 4.0  # CPU seconds for one input; instrumented code takes two to four times as long
MEGABYTES = 1024


def main(name: str, folder: Path, seconds: float, seed: int) -> None:
    """Fuzz until `seconds` of this process's CPU are spent."""
    harness, seeds = TARGETS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    end, count = time.process_time() + seconds, 0

    def once(data: bytes) -> None:
        nonlocal count
        began = time.process_time()
        harness(data)
        now = time.process_time()
        count += 1
        if now - began > LONGEST:
            raise TimeoutError(f"{name} took {now - began:.1f} CPU seconds for one input.")
        if now > end:
            print(f"{name}: {count} inputs", flush=True)  # noqa: T201 - a program that prints
            os._exit(0)

    limits = [f"-rss_limit_mb={MEGABYTES}", "-timeout=120", "-max_len=20000", f"-seed={seed}"]
    quiet = ["-verbosity=0", "-print_final_stats=0", "-close_fd_mask=0"]
    kept = [f"-artifact_prefix={folder}/", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *quiet, *kept], once)
    atheris.Fuzz()


def apart() -> None:
    """Go on in a fork, and end as it does.

    Linux counts the memory of whoever started a program to that program's peak, and libFuzzer's
    limit is on the peak: a large test process would spend it before the first input.
    """
    if forked := os.fork():
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]))


if __name__ == "__main__":
    apart()
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
