"""A PostgreSQL database as files: copied out as of one moment, and copied into an empty one.

`COPY` in text form is the same for every version of the server, needs none of its programs on
this machine, and is quick. Beside the tables stands which migrations they are of (docs/adr/0021).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lapel.turns import alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from django.db.backends.utils import CursorWrapper

LISTING = "database.json"
FOLDER = "database"
# Written by migrations, and counters that nobody misses.
LEFT_OUT = frozenset({"django_migrations", "people_attempts"})
CHUNK = 1024 * 1024
MOST_NAMED = 3


class UnusableTablesError(Exception):
    """Tables that cannot be copied in, or dropped; the message says why."""


def is_postgresql() -> bool:
    """Tell whether this instance's database is PostgreSQL."""
    from django.db import connection

    return connection.vendor == "postgresql"


@contextmanager
def migrating() -> Iterator[None]:
    """Keep machines that start at once from changing the tables together, however long it takes."""
    from django.db import connection

    with alone("migrate"), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("RESET statement_timeout")


def is_in_use() -> bool:
    """Tell whether the database holds an instance, or anybody at all."""
    from django.db import connection

    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        return any(
            _has_rows(cursor, table)
            for table in ("record_instance", "people_person")
            if table in there
        )


def _has_rows(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_quoted(table)})")  # noqa: S608 (our own names)
    return bool(cursor.fetchone()[0])


def has_strangers(there: set[str], ours: set[str]) -> str:
    """Say which tables are not Lapel's, and what to do; "" where there is none.

    Another Django application shares some of our tables' names, so beside one nothing is dropped.
    """
    strange = sorted(there - ours - LEFT_OUT)
    if not strange:
        return ""
    named = ", ".join(strange[:MOST_NAMED])
    more = f" and {len(strange) - MOST_NAMED} more" if len(strange) > MOST_NAMED else ""
    return (
        f"The database holds tables that are not Lapel's ({named}{more}), and would lose some: "
        "make one for Lapel alone, and name it in LAPEL_DATABASE_URL."
    )


def is_shared() -> str:
    """Say so where the database holds tables of another application; "" otherwise."""
    return has_strangers(*_there_and_ours())


def _there_and_ours() -> tuple[set[str], set[str]]:
    from django.db import connection

    known = connection.introspection
    return set(known.table_names()), set(known.django_table_names())


def drop_tables() -> None:
    """Drop every table of Lapel's, and what they call; for a demo, or for what holds nobody.

    `UnusableTablesError` where another application has tables beside them (see `is_shared`).
    """
    from django.db import connection, transaction

    there, ours = _there_and_ours()
    hindrance = has_strangers(there, ours)
    if hindrance:
        raise UnusableTablesError(hindrance)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(there):
            cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table)} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS catalogue_version_never_changes() CASCADE")


def copy_out(folder: Path) -> list[str]:
    """Write each table into `folder` as of one moment; gives the names of the parts."""
    from django.db import connection, transaction
    from django.db.migrations.recorder import MigrationRecorder

    (folder / FOLDER).mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        tables = {table: _columns(cursor, table) for table in _tables()}
        for table, columns in tables.items():
            _copy_table_out(cursor, table, columns, folder / FOLDER / f"{table}.copy")
        applied = sorted(MigrationRecorder(connection).applied_migrations())
    listing = {"tables": tables, "migrations": applied}
    (folder / LISTING).write_text(json.dumps(listing, indent=1), encoding="utf-8")
    return [LISTING, *(f"{FOLDER}/{table}.copy" for table in tables)]


def _tables() -> list[str]:
    there, ours = _there_and_ours()
    return sorted((there & ours) - LEFT_OUT)


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    from django.db import connection

    found = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def _copy_table_out(cursor: CursorWrapper, table: str, columns: list[str], path: Path) -> None:
    command = f"COPY {_quoted(table)} ({_names(columns)}) TO STDOUT"
    with path.open("wb") as file, cursor.copy(command) as rows:
        file.writelines(bytes(row) for row in rows)


def copy_in(folder: Path) -> None:
    """Make the tables as they were when copied out, then fill them all in one transaction.

    What fails on the way leaves tables that hold nobody, so that it can be tried again. The
    database holds nobody (see `is_in_use`). `UnusableTablesError` where the copy is of a later
    Lapel, or is not whole.
    """
    from django.db import connection, transaction

    tables, migrations = read_listing(folder)
    drop_tables()
    _make_tables(migrations)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        refuse_other_tables(tables, {table: _columns(cursor, table) for table in _tables()})
        cursor.execute(f"TRUNCATE {_names(tables)} CASCADE")
        for table, columns in tables.items():
            _copy_table_in(cursor, table, columns, folder / FOLDER / f"{table}.copy")
            _go_on_counting(cursor, table, columns)


def read_listing(folder: Path) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """Give each table with its columns, and the migrations; `UnusableTablesError` for no listing.

    Which names those are is a stranger's word (see `refuse_other_tables`).
    """
    try:
        listing = json.loads((folder / LISTING).read_text(encoding="utf-8"))
        tables = listing["tables"]
        migrations = {(app, name) for app, name in listing["migrations"]}
        is_whole = _are_names(migrations) and _are_names(tables.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        is_whole = False
    if not is_whole:
        raise UnusableTablesError("the list of its tables was damaged")
    return tables, migrations


def _are_names(many: Iterable[Any]) -> bool:
    return all(
        isinstance(each, list | tuple) and all(isinstance(name, str) for name in each)
        for each in many
    )


def refuse_other_tables(listed: dict[str, list[str]], made: dict[str, list[str]]) -> None:
    """Refuse a listing of any but the tables and columns that its migrations made.

    A name that comes in quotes goes to the database as it is, so only names of ours go there.
    """
    if {table: sorted(columns) for table, columns in listed.items()} != {
        table: sorted(columns) for table, columns in made.items()
    }:
        raise UnusableTablesError("it lists other tables than those of its own version of Lapel")


def _make_tables(applied: set[tuple[str, str]]) -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    unknown = sorted(applied - set(graph.nodes))
    if unknown:
        raise UnusableTablesError(
            f"it is of a later Lapel, which knows {unknown[0][0]}.{unknown[0][1]}; update this one"
        )
    executor.migrate([node for node in sorted(applied) if not _is_followed(graph, node, applied)])


def _is_followed(graph: Any, node: tuple[str, str], applied: set[tuple[str, str]]) -> bool:
    after = {child.key for child in graph.node_map[node].children}
    return any(app == node[0] and (app, name) in applied for app, name in after)


def _copy_table_in(cursor: CursorWrapper, table: str, columns: list[str], path: Path) -> None:
    command = f"COPY {_quoted(table)} ({_names(columns)}) FROM STDIN"
    with path.open("rb") as file, cursor.copy(command) as rows:
        for chunk in _chunks(file):
            rows.write(chunk)


def _chunks(file: Any) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _go_on_counting(cursor: CursorWrapper, table: str, columns: list[str]) -> None:
    """Let numbers that the database gives out go on after the highest that was given."""
    for column in columns:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(table), column])
        (sequence,) = cursor.fetchone()
        if sequence:
            highest = f"SELECT max({_quoted(column)}) FROM {_quoted(table)}"  # noqa: S608 (our own)
            cursor.execute(
                f"SELECT setval(%s, COALESCE(({highest}), 1), ({highest}) IS NOT NULL)", [sequence]
            )


def _names(names: Any) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    from django.db import connection

    return connection.ops.quote_name(name)
