"""`lapel serve --demo`: one command that loads the demo where there is none, and serves it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from crash.instance import Instance, wait_for
from doors.cli.served import answers, lapel, status

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("serve")

CONTENT = Path(__file__).parents[3] / "content"
LOADING = "Loading the demo"
OPENING = """
from lapel.doors.cli.prepare import prepare
prepare()
from lapel.journey.people.actions import open_account
open_account(email="somebody@example.org", name="Somebody")
"""


def small_content(folder: Path) -> Path:
    """Tell of all the people, and of two stories with one micro-credential and few files."""
    people = json.loads((CONTENT / "people.json").read_text(encoding="utf-8"))
    one = people["stories"][0]
    another = {**one, "teacher": _another_teacher(people, one["teacher"]), "state": "draft"}
    another["artefacts"] = another["artefacts"][:1]
    people["stories"] = [one, another]
    people["crowd"] |= {"enrolled": {one["microcredential"]: 1}, "learning": {}}
    people["afterwards"] = {kind: [] for kind in people["afterwards"]}
    for name in ("microcredentials", "stacks"):
        (folder / name).mkdir(parents=True)
    name = f"microcredentials/{one['microcredential']}.json"
    shutil.copy(CONTENT / name, folder / name)
    shutil.copy(CONTENT / "framework.json", folder)
    (folder / "recognitions.json").write_text("[]")
    (folder / "people.json").write_text(json.dumps(people))
    return folder


def _another_teacher(people: dict[str, Any], first: str) -> str:
    roles = {each["slug"]: {m["role"] for m in each["memberships"]} for each in people["people"]}
    return next(slug for slug, held in roles.items() if held == {"teacher"} and slug != first)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Serve a small demo from an empty folder, by the one command."""
    content = small_content(tmp_path_factory.mktemp("content"))
    served = Instance(tmp_path_factory.mktemp("demo"), LAPEL_CONTENT=str(content))
    served.words = ["--demo"]
    served.start()
    try:
        answers(served)
        yield served
    finally:
        served.kill_all()


def test_one_command_loads_the_demo_and_serves_it(instance: Instance) -> None:
    """From an empty folder to pages with people on them; it says who can sign in, and where."""
    wait_for(lambda: "Lapel serves" in instance.log.read_text(), "the greeting")
    said = instance.log.read_text()
    assert said.count(LOADING) == 1
    assert said.index("The demo is ready") < said.index("Lapel serves")
    assert f"{instance.url}/people/demo/" in said
    assert "amina@lapel.example" in said
    assert status(instance, "/people/demo/") == 200


def test_all_that_was_brought_is_ready(instance: Instance) -> None:
    """Every file of the demo was rebuilt, no work failed, and the finished story earned."""
    assert _rows(instance, "SELECT DISTINCT state FROM files_storedfile") == [("ready",)]
    assert _rows(instance, "SELECT error FROM record_delivery WHERE error <> ''") == []
    assert _rows(instance, "SELECT count(*) FROM issuing_award") == [(1,)]


def _rows(instance: Instance, query: str) -> list[Any]:
    with closing(sqlite3.connect(instance.home / "db" / "lapel.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_one_ctrl_c_ends_it_and_a_second_start_loads_nothing(instance: Instance) -> None:
    """The second time what is there is served, with nothing added to it."""
    before = _kept(instance)
    assert instance.stop() == []
    assert instance.process is not None
    assert instance.process.returncode == 0
    said = instance.log.read_text()
    instance.start()
    answers(instance)
    wait_for(lambda: "Lapel serves" in instance.log.read_text().removeprefix(said), "the greeting")
    assert LOADING not in instance.log.read_text().removeprefix(said)
    assert "amina@lapel.example" in instance.log.read_text().removeprefix(said)
    assert _kept(instance) == before


def _kept(instance: Instance) -> set[str]:
    files = instance.home / "files"
    return {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}


def test_ctrl_c_while_it_loads_ends_everything(tmp_path: Path) -> None:
    """Nothing runs on and nothing lies about; the next start begins anew and serves."""
    litter = tmp_path / "litter"
    litter.mkdir()
    content = small_content(tmp_path / "content")
    fresh = Instance(tmp_path / "home", LAPEL_CONTENT=str(content), TMPDIR=str(litter))
    fresh.words = ["--demo"]
    fresh.start()
    try:
        wait_for(lambda: LOADING in fresh.log.read_text(), "the loading to begin")
        wait_for(lambda: len(fresh.processes()) > 2, "the processes beside")
        every = fresh.processes()
        os.kill(every[0].pid, signal.SIGINT)
        assert psutil.wait_procs(every, timeout=30)[1] == []
        assert list(litter.iterdir()) == []
        fresh.start()
        answers(fresh)
    finally:
        fresh.kill_all()


def test_what_people_made_without_the_demo_is_not_thrown_away(tmp_path: Path) -> None:
    """Where somebody has an account already nothing is loaded, and the command says so."""
    lived_in = Instance(tmp_path / "home")
    program = [sys.executable, "-c", OPENING]
    subprocess.run(program, env=lived_in.environment, check=True)
    done = lapel(lived_in, "demo")
    assert done.returncode == 1
    assert "Somebody is here already" in done.stdout
    assert lapel(lived_in, "demo", "--if-empty").returncode == 0
    assert _rows(lived_in, "SELECT email FROM people_person") == [("somebody@example.org",)]


def test_a_real_instance_is_never_served_as_a_demo(tmp_path: Path) -> None:
    """It says so in a sentence and serves nothing."""
    secrets = {name: name * 4 for name in ("LAPEL_SECRET_KEY", "LAPEL_KEYS_SECRET")}
    real = Instance(tmp_path / "home", LAPEL_INSTANCE="real", **secrets)
    done = lapel(real, "serve", "--demo", "--port", str(real.port))
    assert done.returncode == 1
    assert "real instance" in done.stderr
    assert not (real.home / "db" / "lapel.sqlite3").exists()
