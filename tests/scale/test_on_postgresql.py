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
# Stories in which much is decided on what was read before: texts, seats, awards, the log.
CHOSEN = {
    "record": ["record"],
    "evidence": ["evidence/test_texts.py", "evidence/test_submitting.py"],
    "review": ["review/test_concurrency.py", "review/test_blind_review.py"],
    "issuing": ["issuing/test_issue_award.py", "issuing/test_batch_claims.py"],
    "log": ["issuing/test_log.py", "catalogue/test_publish_version.py"],
}
EVERY = [
    *("record", "people", "consent", "files", "catalogue", "authoring", "learning", "evidence"),
    *("review", "issuing", "sharing", "exchange", "currency", "messaging", "insight", "doors"),
    *("contracts", "ports"),
]
WHOLE = {room: [room] for room in EVERY}


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


@pytest.mark.parametrize("room", sorted(WHOLE if IS_WHOLE else CHOSEN))
def test_the_stories_of_a_room_hold_on_postgresql(postgresql: Cluster, room: str) -> None:
    """No room knows which database it is on; what it promises holds on either."""
    chosen = (WHOLE if IS_WHOLE else CHOSEN)[room]
    said = on_postgresql(postgresql, *(f"tests/{each}" for each in chosen))
    assert " passed" in said


def test_what_is_decided_at_once_is_decided_once_on_postgresql(postgresql: Cluster) -> None:
    """Threads with transactions of their own, slow between reading and writing (races.py)."""
    assert " passed" in on_postgresql(postgresql, "tests/scale/races.py")
