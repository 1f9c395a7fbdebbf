"""Rows by the thousand, written at the cost of their values: no object of a model is made for each.

For bulk work whose rows are new and whose columns are all known; everything else uses models.
"""

from __future__ import annotations

from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Field = models.Field[Any, Any]


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    alike: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows of a model, each as values in the order of `names`, which are fields' names.

    `alike` gives what all rows share; a field that is named nowhere has its default. A foreign key
    is given as the key itself. ValueError for a field whose default is made anew for each row: it
    must be given. All or none are written; IntegrityError as for any insert.
    """
    given = [_field(model, name) for name in names]
    shared = _shared(model, names, alike or {})
    columns = list(zip(*rows, strict=True))
    if columns:
        new = [_adapted(field, each) for field, each in zip(given, columns, strict=True)]
        same = tuple(_adapted(field, (value,))[0] for field, value in shared)
        fields = [*given, *(field for field, _value in shared)]
        with transaction.atomic(savepoint=False):
            _write(model, fields, [(*row, *same) for row in zip(*new, strict=True)])


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new objects of one model as they are; keys that the database makes stay unknown."""
    if objects:
        model = type(objects[0])
        fields = [
            each
            for each in _options(model).concrete_fields
            if not isinstance(each, models.AutoField)
        ]
        values = attrgetter(*(each.attname for each in fields))
        insert_rows(model, [each.name for each in fields], map(values, objects))


def number_rows(
    model: type[models.Model], name: str, numbers: Sequence[tuple[int, int]], *, of: tuple[str, Any]
) -> int:
    """Write a number into each row that has none yet, and the same value beside it in all.

    `numbers` are pairs of a row's key and its number for the column `name`; `of` is the column of
    the shared value, and that value. Returns how many rows were changed.
    """
    if not numbers:
        return 0
    quote = connection.ops.quote_name
    table, column, pk = (quote(each) for each in (_options(model).db_table, name, "id"))
    change = f"UPDATE {table} SET {quote(of[0])} = %s, {column} = "  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"{change} told.number FROM unnest(%s::bigint[], %s::bigint[]) AS told (pk, number)"
                f" WHERE {table}.{pk} = told.pk AND {table}.{column} IS NULL",
                [of[1], *map(list, zip(*numbers, strict=True))],
            )
        else:
            cursor.executemany(
                f"{change} %s WHERE {pk} = %s AND {column} IS NULL",
                [(of[1], number, key) for key, number in numbers],
            )
        return int(cursor.rowcount)


# In KiB (hence below zero), and in pages of 4 KiB.
ROOM = {"cache_size": -64_000, "wal_autocheckpoint": 16_000}


@contextmanager
def roomy() -> Iterator[None]:
    """Give SQLite more memory, and have it tidy up less often, while rows come by the thousand.

    Random ids touch most pages of an index each time: with little memory each page is written
    several times within one transaction, and again after it. What is committed is as safe as ever.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _pragma(name) for name in ROOM}
    for name, value in ROOM.items():
        _pragma(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            _pragma(name, value)


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name}={value}")
        found: tuple[int] | None = cursor.fetchone()
    return found[0] if found else 0


def _options(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 (Django's documented API for a model's fields)


def _is_made_anew(field: Field) -> bool:
    return field.has_default() and callable(field.default) and field.default is not dict


def _field(model: type[models.Model], name: str) -> Field:
    found = _options(model).get_field(name)
    if not isinstance(found, models.Field):
        raise TypeError(f"{name} is no column of {model.__name__}.")
    return found


def _shared(
    model: type[models.Model], names: Sequence[str], alike: Mapping[str, Any]
) -> list[tuple[Field, Any]]:
    """Give each field that no row names with the value that all rows have."""
    found = []
    for field in _options(model).concrete_fields:
        if field.name in names or isinstance(field, models.AutoField):
            continue
        if field.name not in alike and _is_made_anew(field):
            raise ValueError(f"{field.name} of {model.__name__} is made anew for each row.")
        found.append((field, alike.get(field.name, field.get_default())))
    return found


def _adapted(field: Field, column: Sequence[Any]) -> Sequence[Any]:
    """Turn a column's values into what the database takes; most texts and ids need no more."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and not connection.features.has_native_uuid_field:
        return [value and value.hex for value in column]
    if isinstance(target, (models.CharField, models.TextField)):
        return [value and str(value) for value in column]
    if isinstance(target, (models.IntegerField, models.UUIDField)):
        return column
    if all(value is column[0] for value in column):
        return [target.get_db_prep_save(column[0], connection)] * len(column)
    return [target.get_db_prep_save(value, connection) for value in column]


def _write(model: type[models.Model], fields: Sequence[Field], rows: Sequence[Any]) -> None:
    """Send the rows: PostgreSQL reads them by COPY, at a fraction of a statement's cost each."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.get_attname_column()[1] or "") for field in fields)
    there = f"{quote(_options(model).db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {there} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {there} VALUES ({places})", rows)  # noqa: S608 (names of our own tables)
