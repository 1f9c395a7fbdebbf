"""`lapel work`, `lapel serve` and the doctor where several machines serve an instance."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from crash.instance import Instance, wait_for
from doors.cli.served import answers, lapel
from lapel.doors.cli import main, work
from lapel.doors.cli.checks import NotInOrderError, traffic
from lapel.journey.record.events import engine
from ports.jobs.redis_server import RedisServer, redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("serve")

NOWHERE = "celery+redis://127.0.0.1:1/0"


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory, redis: RedisServer) -> Iterator[Instance]:
    """Serve pages and jobs by one command, with Celery."""
    jobs, counters = f"celery+{redis.url}", f"{redis.url[:-1]}1"
    home = tmp_path_factory.mktemp("state")
    served = Instance(home, LAPEL_JOBS_URL=jobs, LAPEL_CACHE_URL=counters)
    served.start()
    try:
        answers(served)
        yield served
    finally:
        served.kill_all()


def found(instance: Instance, part: str) -> Any:
    told = json.loads(lapel(instance, "doctor", "--json").stdout)
    return {each["part"]: each for each in told["findings"]}[part]


def workers(instance: Instance) -> list[psutil.Process]:
    """Give the processes below the crew."""
    crew: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):  # one that just ended
        crew = [each for each in instance.processes() if "work" in each.cmdline()[:5]]
    parents = {each.pid for each in crew}
    return [each for each in crew if each.ppid() in parents]


def test_one_command_still_serves_all(state: Instance) -> None:
    """The doctor has Redis keep a value, and workers deliver a light and a heavy job."""
    jobs = found(state, "jobs")
    assert jobs["ok"], jobs
    assert jobs["said"].startswith("Redis ")
    assert "workers delivered a light and a heavy job" in jobs["said"]


def test_a_worker_that_is_killed_is_followed_by_another(state: Instance) -> None:
    """And jobs go on."""
    wait_for(lambda: len(workers(state)) == 1 + (os.cpu_count() or 1), "all workers")
    before = {each.pid for each in workers(state)}
    workers(state)[0].kill()
    wait_for(lambda: {each.pid for each in workers(state)} - before, "a new worker")
    assert found(state, "jobs")["ok"]


def test_a_second_crew_in_one_folder_is_refused(state: Instance) -> None:
    """Each machine has a folder of its own."""
    done = lapel(state, "work")
    assert done.returncode == 1
    assert "another runner already delivers this instance's jobs" in done.stderr


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, redis: RedisServer) -> None:
    """Workers end with their crew, and it with the command."""
    served = Instance(tmp_path, LAPEL_JOBS_URL=f"celery+{redis.url}")
    served.start()
    try:
        answers(served)
        wait_for(lambda: workers(served), "a worker")
        assert served.stop() == []
    finally:
        served.kill_all()
    assert "Traceback" not in served.log.read_text()


def test_pages_alone_are_served_by_as_many_processes_as_are_asked_for(
    state: Instance, tmp_path: Path
) -> None:
    """Beside a machine with jobs, in the same folder or another."""
    with_pages = Instance(tmp_path, LAPEL_JOBS_URL=state.environment["LAPEL_JOBS_URL"])
    with_pages.words = ["--web-only", "--processes", "2"]
    with_pages.start()
    try:
        answers(with_pages)
        assert not workers(with_pages)
        granian = [each for each in with_pages.processes() if "granian" in each.cmdline()]
        assert len(granian) >= 3  # one that minds, two that serve
    finally:
        with_pages.kill_all()


def test_the_doctor_finds_that_no_worker_delivers(
    db: None, settings: Any, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what to look for."""
    settings.JOBS_URL = f"celery+{redis.url}"
    monkeypatch.setattr(traffic, "WAIT", 0.2)
    with pytest.raises(NotInOrderError, match="is `lapel work` running"):
        traffic.jobs(None)  # type: ignore[arg-type]  # it looks at no options


def test_pages_alone_need_an_engine_for_many(tmp_path: Path) -> None:
    """Or nobody would deliver anything."""
    done = lapel(Instance(tmp_path), "serve", "--web-only")
    assert done.returncode == 1
    assert "LAPEL_JOBS_URL=celery+redis://" in done.stderr


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "LAPEL_JOBS_URL is embedded:"),
        ({"LAPEL_JOBS_URL": NOWHERE}, "LAPEL_JOBS_URL cannot be used: Redis does not answer"),
        ({"LAPEL_JOBS_URL": "celery+amqp://x"}, "it must begin with one of"),
        ({"LAPEL_JOBS_URL": "celery+redis://x"}, "LAPEL_JOBS_URL cannot be used: it must be"),
        ({"LAPEL_CACHE_URL": "redis://x"}, "LAPEL_CACHE_URL is 'redis://x'; it must be like"),
    ],
)
def test_a_wrong_setting_stops_the_work_with_one_sentence(
    state: Instance, environment: dict[str, str], said: str
) -> None:
    """It names the setting; nothing is left running."""
    plain = {"LAPEL_JOBS_URL": "embedded:", "LAPEL_CACHE_URL": "database:"}
    done = lapel(state, "work", **{**plain, **environment})
    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("lapel cannot start: ")
    assert said in line


def test_work_refuses_tables_that_are_not_there(tmp_path: Path) -> None:
    """It changes none itself: several machines start at once."""
    (tmp_path / "db").mkdir()
    done = lapel(Instance(tmp_path), "work")
    assert done.returncode == 2
    assert "tables are not up to date" in done.stderr


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    """As it is for pages."""
    done = lapel(Instance(tmp_path), "work", LAPEL_DATABASE_URL=f"sqlite://{tmp_path}/no/where")
    assert done.returncode == 2
    assert "LAPEL_DATABASE_URL cannot be used: " in done.stderr


@pytest.mark.parametrize("words", [("--heavy", "-1"), ("--light", "65"), ("--heavy", "many")])
def test_a_number_of_workers_that_cannot_be_is_refused(
    words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """None of a weight is possible, where other machines do it."""
    parser = main.verb_parser("work")
    work.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert "invalid" in capsys.readouterr().err
    assert parser.parse_args(["--light", "0"]).light == 0


def test_the_engine_follows_the_settings(settings: Any) -> None:
    """One for each address, however often it is asked for."""
    settings.JOBS_URL = "embedded:"
    here = engine()
    assert engine() is here
    settings.JOBS_URL = NOWHERE
    assert engine().is_for_many


def test_sigterm_ends_a_crew_that_stands_alone(state: Instance, tmp_path: Path) -> None:
    """As systemd does."""
    alone = {**state.environment, "LAPEL_HOME": str(tmp_path)}
    alone["LAPEL_DATABASE_URL"] = f"sqlite://{state.home}/db/lapel.sqlite3"
    words = [sys.executable, "-m", "lapel.doors.cli.main", "work", "--heavy", "1", "--light", "0"]
    process = subprocess.Popen(words, env=alone, start_new_session=True)
    try:
        wait_for(lambda: psutil.Process(process.pid).children(), "a worker")
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
    finally:
        process.kill()
        process.wait()
