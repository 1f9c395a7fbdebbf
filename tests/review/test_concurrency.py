"""Two processes never get the same seat (R4): real connections to a real SQLite file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, run_syncdb=True)
from cast import assemble, belongs, person
from lapel.journey.people.models import Role
from review.stage import Stage, enrol, submit
cast = assemble()
stage = Stage(cast)
for name in ("Ada", "Bea", "Cleo", "Dido"):
    someone = person(name)
    belongs(someone, cast.college, Role.ASSESSOR)
    stage.appoint(someone)
for number in range(3):
    teacher = person(f"Teacher{number}")
    belongs(teacher, cast.school, Role.TEACHER)
    submit(enrol(teacher, stage.version, cast.school))
"""
TAKE = """
import django, json, sys, time; django.setup()
from lapel.journey.people.models import Person
from lapel.journey.review import actions
people = [Person.objects.get(name=name) for name in sys.argv[2:]]
time.sleep(max(0, float(sys.argv[1]) - time.time()))
taken = [actions.take_next(person=each) for each in people]
print(json.dumps([[str(each.case_id), each.seat] for each in taken if each]))
"""


def run(home: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "LAPEL_HOME": str(home),
        "LAPEL_INSTANCE": "demo",
        "LAPEL_DATABASE_URL": f"sqlite://{home}/lapel.sqlite3",
        "DJANGO_SETTINGS_MODULE": "lapel.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
    }
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


@pytest.mark.crash
def test_no_two_assessors_get_one_seat(tmp_path: Path) -> None:
    """Six assessors in three processes take at the same moment: six seats, each taken once."""
    import time

    output(run(tmp_path, PREPARE))
    start = str(time.time() + 6)
    teams = [("Ben", "Ada"), ("Bola", "Bea"), ("Cleo", "Dido")]
    processes = [run(tmp_path, TAKE, start, *team) for team in teams]
    taken = [tuple(seat) for each in processes for seat in json.loads(output(each))]
    assert len(taken) == 6
    assert max(Counter(taken).values()) == 1


@pytest.mark.crash
def test_one_assessor_in_two_tabs_gets_one_seat(tmp_path: Path) -> None:
    """The same person in three processes at the same moment holds one case."""
    import time

    output(run(tmp_path, PREPARE))
    start = str(time.time() + 6)
    processes = [run(tmp_path, TAKE, start, "Ben") for _each in range(3)]
    taken = [tuple(seat) for each in processes for seat in json.loads(output(each))]
    assert len(taken) == 3
    assert len(set(taken)) == 1
