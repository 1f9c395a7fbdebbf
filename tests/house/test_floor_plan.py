"""Every room of the journey has the same floor plan, and nothing hides in it."""

from __future__ import annotations

import ast

import grimp
import pytest
from django.apps import apps
from django.conf import settings

from house.tree import JOURNEY, order, python_files, rooms, syntax
from lapel.journey.record import events

PLAN = {
    "__init__", "apps", "forms", "events", "models", "policies", "queries", "actions",
    "receivers", "views", "api", "live", "admin", "panels", "urls",
}  # fmt: skip
FOLDERS = {
    "migrations", "templates", "static", "__pycache__", "templatetags",
    "actions", "queries", "views", "models", "forms", "receivers",
}  # fmt: skip
OTHER_CLOCKS = {"datetime.now", "datetime.utcnow", "timezone.now", "date.today", "time.time"}
ENTRANCES = {"actions", "queries", "models", "events"}


def names(paths):
    return [path.name for path in paths]


def test_every_room_that_stands_is_installed_in_journey_order():
    """A folder without a place in settings.ROOMS would be a room nobody can enter."""
    standing = {path.name for path in JOURNEY.iterdir() if (path / "__init__.py").exists()}
    assert standing == set(settings.ROOMS)


@pytest.mark.parametrize("room", rooms(), ids=names(rooms()))
def test_a_room_holds_no_file_of_another_kind(room):
    """Who knows one room knows where things are in all."""
    files = {path.stem for path in room.glob("*.py")}
    folders = {path.name for path in room.iterdir() if path.is_dir()}
    assert files - PLAN == set()
    assert folders - FOLDERS == set()


@pytest.mark.parametrize("room", rooms(), ids=names(rooms()))
def test_a_room_says_in_one_sentence_what_it_is_for(room):
    """The first line of its docstring is the sentence that the map prints."""
    sentence = (ast.get_docstring(syntax(room / "__init__.py")) or "").split("\n\n")[0]
    assert sentence.endswith(".")
    assert len(sentence) <= 160


@pytest.fixture(scope="session")
def graph():
    return grimp.build_graph("lapel", cache_dir=None)


def test_a_room_is_entered_only_by_its_four_doors(graph):
    """Other rooms import actions, queries, models and events, and nothing else (rule 4)."""
    intruders = []
    for module in graph.modules:
        parts = module.split(".")
        if parts[:2] != ["lapel", "journey"] or len(parts) < 4:
            continue
        for target in graph.find_modules_directly_imported_by(module):
            aim = target.split(".")
            foreign = aim[:2] == ["lapel", "journey"] and aim[2:3] != parts[2:3]
            if foreign and (len(aim) < 4 or aim[3] not in ENTRANCES):
                intruders.append(f"{module} → {target}")
    assert intruders == []


def test_foreign_keys_point_back_along_the_journey():
    """A table refers to what a teacher met before it, never to what comes later (rule 2)."""
    ahead = []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in settings.ROOMS:
            continue
        for field in model._meta.get_fields():
            there = getattr(field.related_model, "_meta", None)
            if not field.concrete or there is None or there.app_label not in settings.ROOMS:
                continue
            if order(there.app_label) > order(here):
                ahead.append(f"{here}.{model.__name__}.{field.name} → {there.app_label}")
    assert ahead == []


@pytest.mark.parametrize("room", rooms(), ids=names(rooms()))
def test_no_process_hides_in_a_model_or_a_signal(room):
    """What happens stands in an action that somebody calls by its name."""
    hidden = []
    for path in python_files(room):
        for node in ast.walk(syntax(path)):
            is_method = isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
            if is_method and path.relative_to(room).parts[0].startswith("models"):
                hidden.append(f"{path.name}: {node.name}()")
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("dispatch"):
                hidden.append(f"{path.name}: signals")
    assert hidden == []


@pytest.mark.parametrize("room", rooms(), ids=names(rooms()))
def test_a_room_asks_the_one_clock(room):
    """Time comes from record.queries.now, which the demo and tests can shift."""
    asked = []
    for path in python_files(room):
        if (room.name, path.name) == ("record", "queries.py"):
            continue
        attributes = (n for n in ast.walk(syntax(path)) if isinstance(n, ast.Attribute))
        asked += [f"{path.name}:{a.lineno}" for a in attributes if ast.unparse(a) in OTHER_CLOCKS]
    assert asked == []


def test_a_receiver_is_named_after_its_room():
    """Deliveries keep the name: a receiver that moves into another file of its room is found."""
    rooms_named = {receiver.name.split(".")[0] for receiver in events._receivers.values()}
    assert rooms_named <= set(settings.ROOMS)


def test_actions_are_called_by_keyword():
    """A verb's arguments are named where it is called."""
    loose = []
    for room in rooms():
        for path in [*room.glob("actions.py"), *room.glob("actions/*.py")]:
            for node in syntax(path).body:
                public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                if public and len(node.args.args) > 1:
                    loose.append(f"{room.name}.{node.name}")
    assert loose == []
