"""Rows poured into tables as a dump is loaded: for filling an instance before it is measured."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import psutil
from django.db import connection, models, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_AS_THEY_ARE = (models.IntegerField, models.FloatField, models.CharField, models.AutoField)


def pour(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows with values for these fields (a foreign key's own value), unchecked."""
    fields = [model._meta.get_field(name) for name in names]
    quoted = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    made = [
        (place, each)
        for place, each in enumerate(fields)
        if not isinstance(getattr(each, "target_field", each), _AS_THEY_ARE)
    ]
    prepared = (_prepared(list(row), made) for row in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({places})", prepared)


def _prepared(row: list[Any], made: Sequence[tuple[int, Any]]) -> list[Any]:
    for place, each in made:
        row[place] = each.get_db_prep_save(row[place], connection)
    return row


@contextmanager
def without_indexes(*kinds: type[models.Model]) -> Iterator[None]:
    """Build these tables' own indexes once, after the block; then let the planner count."""
    with connection.schema_editor() as editor:
        for model in kinds:
            for index in model._meta.indexes:
                editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for model in kinds:
            for index in model._meta.indexes:
                editor.add_index(model, index)
    if connection.vendor == "postgresql":  # as its autovacuum does by itself
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@cache
def _server() -> psutil.Process | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0])


def cpu_of_server() -> float:
    """Give the seconds of CPU that this connection's process at the server spent; 0 on SQLite."""
    process = _server()
    if process is None:
        return 0.0
    spent = process.cpu_times()
    return float(spent.user + spent.system)
