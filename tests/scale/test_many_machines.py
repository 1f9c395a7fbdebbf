"""A batch issued by several machines on PostgreSQL and Redis, one of which loses its power."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crash.instance import wait_for
from ports.jobs.redis_server import redis_server
from scale.state import Machine, State, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scale.cluster import Cluster

pytestmark = [pytest.mark.crash, pytest.mark.xdist_group("postgresql")]

HERE = Path(__file__).parent
CRASH = HERE.parent / "crash"
PEOPLE = 2000
MACHINES = 3
PATIENCE = 400.0


@pytest.fixture
def machines(postgresql: Cluster, tmp_path: Path) -> Iterator[list[Machine]]:
    """Give three machines of one instance, none of which works yet."""
    with redis_server() as redis:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LAPEL_")},
            "DJANGO_SETTINGS_MODULE": "lapel.settings",
            "PYTHONPATH": f"{HERE.parents[1] / 'src'}:{HERE.parent}",
            "LAPEL_BASE_URL": "http://localhost:8000",
            "LAPEL_DATABASE_URL": postgresql.address(postgresql.database()),
            "LAPEL_JOBS_URL": f"celery+{redis.url}?share={MACHINES}",
            "LAPEL_CACHE_URL": f"{redis.url[:-1]}1",
            "LAPEL_STORAGE_URL": f"files://{tmp_path}/shared",
            "LAPEL_KEYS_URL": f"file://{tmp_path}/keys",
        }
        every = [Machine(tmp_path / f"machine-{n}", environment) for n in range(MACHINES)]
        yield every
        for machine in every:
            if machine.process and machine.process.poll() is None:
                machine.kill()


def test_a_batch_shared_by_machines_is_whole_though_one_was_killed(
    machines: list[Machine], postgresql: Cluster
) -> None:
    """Its plug is pulled while it holds a chunk; each of 2,000 has one award, and one entry."""
    first = machines[0]
    first.home.mkdir()
    told(first, CRASH / "scene.py", "1")
    told(first, HERE / "state.py", str(PEOPLE))
    state = State(postgresql, f"lapel_{postgresql.number}")
    for machine in machines:
        machine.start()
    doomed = wait_for(lambda: state.holder(machines), "a chunk to be held", seconds=PATIENCE)
    doomed.kill()
    doomed.start()
    wait_for(state.is_quiet, "the batch", seconds=PATIENCE)
    assert [machine.stop() for machine in machines] == [0] * MACHINES
    assert told(first, CRASH / "batch_auditor.py", str(PEOPLE)) == []
    assert state.shares() > 1
    for machine in machines:
        assert "Traceback" not in machine.said()
