"""Two never get the same seat (R4): by offers that are stale, and by processes side by side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cast import belongs, person
from lapel.journey.people.models import Role
from lapel.journey.review import actions
from lapel.journey.review.models import Assessment, Seat
from lapel.journey.review.queries import free_seats
from review.stage import enrol, lock, submit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.people.models import Person
    from lapel.journey.review.actions.take_next import Offer
    from review.stage import Stage

# the package gives the action under the module's own name
taking = sys.modules["lapel.journey.review.actions.take_next"]
ROOT = Path(__file__).parents[2]
PREPARE = """
import django; django.setup()
from lapel.doors.cli.prepare import migrate
migrate()
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
import django, json, sys; django.setup()
from lapel.journey.people.models import Person
from lapel.journey.review import actions
people = [Person.objects.get(name=name) for name in sys.argv[1:]]
print("ready", flush=True)
sys.stdin.readline()
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
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def taken_together(home: Path, *teams: tuple[str, ...]) -> list[tuple[str, int]]:
    """Let teams take, each in a process of its own, once all of them stand ready."""
    processes = [run(home, TAKE, *team) for team in teams]
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    return [tuple(seat) for each in processes for seat in json.loads(output(each))]


def stale_offers(stage: Stage, monkeypatch: pytest.MonkeyPatch, *rounds: list[Offer]) -> list[int]:
    """Offer these in turn, as a reader does who looked before others took; then what there is."""
    waiting, asked = list(rounds), []

    def offers(person: Person) -> Iterator[Offer]:
        asked.append(len(waiting))
        yield from waiting.pop(0) if waiting else free_seats(person)

    monkeypatch.setattr(taking, "free_seats", offers)
    return asked


def test_a_seat_lost_to_a_faster_assessor_is_followed_by_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ben was offered the first seat while Bola took it: he gets the second, at once."""
    case = stage.submitted()
    assert lock(stage.cast.bola, "yes").seat == Seat.FIRST
    asked = stale_offers(stage, monkeypatch, [(case, Seat.FIRST)])
    taken = actions.take_next(person=stage.cast.ben)
    assert taken is not None
    assert (taken.case_id, taken.seat) == (case.pk, Seat.SECOND)
    assert len(asked) == 2


def test_whoever_is_always_slower_is_told_that_nothing_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An offer that comes again and cannot be taken ends the search; it never goes on for ever."""
    case = stage.submitted()
    lock(stage.cast.bola, "yes")
    stale = [(case, Seat.FIRST)]
    asked = stale_offers(stage, monkeypatch, stale, stale, stale)
    assert actions.take_next(person=stage.cast.ben) is None
    assert len(asked) == 2


def test_a_person_whose_other_tab_was_faster_gets_what_that_tab_holds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the offer and the taking her other tab took a seat elsewhere: no second one."""
    case = stage.submitted()
    teacher = person("Noor")
    belongs(teacher, stage.cast.school, Role.TEACHER)
    elsewhere = submit(enrol(teacher, stage.version, stage.cast.school))
    held: list[Assessment] = []

    def offers(person: Person) -> Iterator[Offer]:
        held.append(taking._sit_down(person, elsewhere, Seat.FIRST))
        yield case, Seat.FIRST

    monkeypatch.setattr(taking, "free_seats", offers)
    assert actions.take_next(person=stage.cast.ben) == held[0]
    assert Assessment.objects.count() == 1


@pytest.mark.crash
def test_no_two_assessors_get_one_seat(tmp_path: Path) -> None:
    """Six assessors in three processes take at the same moment: six seats, each taken once."""
    output(run(tmp_path, PREPARE))
    taken = taken_together(tmp_path, ("Ben", "Ada"), ("Bola", "Bea"), ("Cleo", "Dido"))
    assert len(taken) == 6
    assert max(Counter(taken).values()) == 1


@pytest.mark.crash
def test_one_assessor_in_two_tabs_gets_one_seat(tmp_path: Path) -> None:
    """The same person in three processes at the same moment holds one case."""
    output(run(tmp_path, PREPARE))
    taken = taken_together(tmp_path, ("Ben",), ("Ben",), ("Ben",))
    assert len(taken) == 3
    assert len(set(taken)) == 1
