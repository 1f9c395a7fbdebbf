"""Rows by the thousand, written at the cost of their values: no object of a model is made for each.

For bulk work whose rows are new and whose columns are all known; everything else uses models.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    adapters = [_adapter(field) for field in given]
    same = tuple(_adapter(field)(value) for field, value in shared)
    values = [
        (*(adapt(value) for adapt, value in zip(adapters, row, strict=True)), *same) for row in rows
    ]
    if values:
        fields = [*given, *(field for field, _value in shared)]
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.executemany(_statement(model, fields), values)


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


def _adapter(field: Field) -> Callable[[Any], Any]:
    """Give what turns a value into what the database takes; most texts and ids need no more."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and not connection.features.has_native_uuid_field:
        return lambda value: value and value.hex
    if isinstance(target, (models.CharField, models.TextField)):
        return lambda value: value and str(value)
    if isinstance(target, (models.IntegerField, models.UUIDField)):
        return lambda value: value
    return lambda value: target.get_db_prep_save(value, connection)


def _statement(model: type[models.Model], fields: Sequence[Field]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.get_attname_column()[1] or "") for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(_options(model).db_table)} ({columns}) VALUES ({places})"  # noqa: S608 (names of our own tables)
