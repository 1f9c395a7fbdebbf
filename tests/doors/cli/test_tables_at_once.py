"""An empty database gets the very tables that the migrations make, all or none."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAKE = """
import django
django.setup()
from lapel.doors.cli.prepare import migrate
{before}
migrate()
"""
STEP_BY_STEP = """
from django.core.management import call_command
migrate = lambda: call_command("migrate", verbosity=0)
"""
CUT_OFF = """
from django.db.migrations.recorder import MigrationRecorder
def cut_off(self):
    raise KeyboardInterrupt
MigrationRecorder.ensure_schema = cut_off
"""
KEPT_BY_SQLITE = {"sqlite_sequence"}


def made(home: Path, *, before: str = "") -> subprocess.CompletedProcess[str]:
    """Prepare an instance's empty database in a process of its own."""
    (home / "db").mkdir(exist_ok=True)
    surroundings = os.environ | {
        "LAPEL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "lapel.settings",
    }
    words = [sys.executable, "-c", MAKE.format(before=before)]
    return subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)


def database(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(next((home / "db").glob("*.sqlite3")))


def shape(cursor: Any) -> dict[str, Any]:
    """Describe every table: its columns, keys, references, checks; indexes and triggers."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    listed = rows("SELECT type, name, tbl_name, sql FROM sqlite_master")
    tables = [name for kind, name, _table, _sql in listed if kind == "table"]
    sources = {name: sql for _kind, name, _table, sql in listed}
    found: dict[str, Any] = {}
    for table in set(tables) - KEPT_BY_SQLITE:
        columns = rows(f'PRAGMA table_info("{table}")')
        references = rows(f'PRAGMA foreign_key_list("{table}")')
        found[table] = {
            "columns": sorted(column[1:] for column in columns),
            "references": sorted(reference[2:5] for reference in references),
            "checks": Counter(checks(sources[table])),
            "deferred": sources[table].count("DEFERRABLE INITIALLY DEFERRED"),
        }
    found["indexes"] = Counter(
        one_line(sql) for kind, _n, _t, sql in listed if kind == "index" and sql
    )
    found["inner"] = Counter(
        table for kind, _n, table, sql in listed if kind == "index" and not sql
    )
    found["triggers"] = Counter(one_line(sql) for kind, _n, _t, sql in listed if kind == "trigger")
    return found


def checks(sql: str) -> list[str]:
    """Give the conditions of a table's definition, each up to the bracket that closes it."""
    found = []
    for match in re.finditer(r"CHECK \(", sql):
        depth, at = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        found.append(one_line(re.sub(r'"new__', '"', sql[match.end() : at - 1])))
    return found


def one_line(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Give a database that went all the steps."""
    home = tmp_path_factory.mktemp("migrated")
    done = made(home, before=STEP_BY_STEP)
    assert done.returncode == 0, done.stderr
    with closing(database(home)) as kept:
        yield kept


def test_tables_made_at_once_are_those_that_the_migrations_make(
    migrated: sqlite3.Connection, tmp_path: Path
) -> None:
    """Columns, types, defaults, references, checks, indexes and triggers, table by table."""
    assert made(tmp_path).returncode == 0
    with closing(database(tmp_path)) as kept:
        at_once = shape(kept.cursor())
    step_by_step = shape(migrated.cursor())
    assert sorted(at_once) == sorted(step_by_step)
    for name, expected in step_by_step.items():
        assert at_once[name] == expected, name
    assert at_once["triggers"].total() == 1


def test_every_migration_counts_as_applied_and_types_of_content_are_there(
    migrated: sqlite3.Connection, tmp_path: Path
) -> None:
    """So the next start has nothing to do, and the next version only what is new in it."""
    told = made(tmp_path)
    assert told.stdout == "Preparing the database …\n"
    assert made(tmp_path).stdout == ""
    with closing(database(tmp_path)) as kept:
        for query in (
            "SELECT app, name FROM django_migrations ORDER BY app, name",
            "SELECT app_label, model FROM django_content_type ORDER BY app_label, model",
        ):
            assert kept.execute(query).fetchall() == migrated.execute(query).fetchall()


def test_what_is_cut_off_leaves_the_database_empty_and_is_done_again(tmp_path: Path) -> None:
    """A Ctrl-C before the last step leaves no table behind; the next start makes them all."""
    cut = made(tmp_path, before=CUT_OFF)
    assert cut.returncode != 0
    assert database(tmp_path).execute("SELECT * FROM sqlite_master").fetchall() == []
    assert made(tmp_path).returncode == 0
    assert "people_person" in {
        name for (name,) in database(tmp_path).execute("SELECT name FROM sqlite_master")
    }
