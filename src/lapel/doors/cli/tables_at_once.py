"""The tables of an empty database, made from the models in one go.

Migrations say how a database that holds something becomes what the models say. Where it holds
nothing, going all their steps costs fifteen seconds of CPU, nearly all of it spent on what the
models looked like in between. A test holds that both ways end in the same tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.structure import Structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.graph import MigrationGraph
    from django.db.models import Model


def make_tables_at_once(connection: BaseDatabaseWrapper) -> None:
    """Make every table, and record every migration as applied; the database holds none yet.

    It is all or nothing: what is cut off leaves the database empty.
    """
    from django.db import transaction

    # SQLite takes its checking of references out of force only outside of a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias):
            _make(connection)
    finally:
        connection.enable_constraint_checking()


def _make(connection: BaseDatabaseWrapper) -> None:
    from django.apps import apps
    from django.core.management.sql import emit_post_migrate_signal
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    graph = MigrationLoader(connection).graph
    with connection.schema_editor() as editor:
        for model in _models():
            editor.create_model(model)
        for operation in _by_hand(graph):
            operation.code(apps, editor)  # type: ignore[arg-type]  # they ask it for nothing
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    recorder.migration_qs.bulk_create(
        recorder.Migration(app=app, name=name) for app, name in sorted(graph.nodes)
    )


def _models() -> Iterator[type[Model]]:
    """Give the models that have tables of their own; those of many-to-many come with them."""
    from django.apps import apps

    for model in apps.get_models():
        options = model._meta  # noqa: SLF001 (Django's own door to what a model says)
        if options.managed and not options.proxy:
            yield model


def _by_hand(graph: MigrationGraph) -> Iterator[Structure]:
    seen: set[tuple[str, str]] = set()
    for leaf in sorted(graph.leaf_nodes()):
        for node in graph.forwards_plan(leaf):
            if node not in seen:
                seen.add(node)
                operations = getattr(graph.nodes[node], "operations", [])
                yield from (each for each in operations if isinstance(each, Structure))
