"""The same stories on PostgreSQL, and what only happens where transactions run side by side.

Each runs in a pytest of its own with LAPEL_DATABASE_URL set, on a server that these tests start.
LAPEL_WHOLE_ON_POSTGRESQL=1 (`make scale-test`) runs every room's tests there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scale.cluster import Cluster

pytestmark = pytest.mark.xdist_group("postgresql")

TESTS = Path(__file__).parents[1]
IS_WHOLE = bool(os.environ.get("LAPEL_WHOLE_ON_POSTGRESQL"))
# Two at once in one thing: threads with transactions of their own, slow between look and write.
RACES = "scale/races.py"
# Stories in which much is decided on what was read before: texts, seats, awards, the log; and rows
# in bulk, which PostgreSQL takes in a way of its own.
CHOSEN = [
    *("record", "evidence/test_texts.py", "evidence/test_submitting.py"),
    *("review/test_concurrency.py", "review/test_blind_review.py"),
    *("issuing/test_issue_award.py", "issuing/test_batch_claims.py"),
    *("catalogue/test_publish_version.py", "test_rows.py", RACES),
]
EVERY = [
    *("record", "people", "consent", "files", "catalogue", "authoring", "learning", "evidence"),
    *("review", "issuing", "sharing", "exchange", "currency", "messaging", "insight", "doors"),
    *("contracts", "ports", "test_rows.py"),
]
RUNS = {each: [each] for each in (*EVERY, RACES)} if IS_WHOLE else {"chosen": CHOSEN}


def on_postgresql(postgresql: Cluster, *words: str) -> str:
    """Run pytest on a database of its own; gives what it printed, and fails where it does."""
    database = postgresql.database()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        env={**os.environ, "LAPEL_DATABASE_URL": postgresql.address(database)},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("run", sorted(RUNS))
def test_stories_hold_on_postgresql_and_two_at_once_are_decided_once(
    postgresql: Cluster, run: str
) -> None:
    """No room knows which database it is on; what it promises holds on either."""
    assert " passed" in on_postgresql(postgresql, *(f"tests/{each}" for each in RUNS[run]))
