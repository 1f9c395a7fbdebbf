"""What must be true before serving: folders, tables, styles; quick where nothing changed.

It runs in a process of its own, so that what it imports does not stay in memory.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PORTS = (
    *("storage", "mail", "scan", "video", "press", "checking"),
    *("fetch", "push", "keys", "chain", "jobs"),
)


def make_folders(home: Path) -> None:
    """Make the instance's folders; keys and mail are for their owner's eyes."""
    for name, mode in (("db", 0o700), ("files", 0o700), ("keys", 0o700), ("mail", 0o700)):
        folder = home / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)


def migrate() -> None:
    """Bring the tables up to date; says nothing where they are."""
    from lapel.doors.cli.tables import is_postgresql, migrating

    with migrating() if is_postgresql() else nullcontext():
        _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from lapel.doors.cli.tables_at_once import make_tables_at_once

    if not connection.introspection.table_names():
        print("Preparing the database …", flush=True)
        make_tables_at_once(connection)
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)


def gather_styles(home: Path) -> None:
    """Collect styles and scripts under their hashed names, where they changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [storage.path(path) for finder in get_finders() for path, storage in finder.list(None)]
    stamp = home / "static" / ".stamp"
    fingerprint = _fingerprint(files)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)


def _fingerprint(files: Iterable[str]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        status = os.stat(file)  # noqa: PTH116 (a thousand files: the plain call is quicker)
        total.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return total.hexdigest()


def prepare() -> None:
    """Make everything ready."""
    import django
    from django.conf import settings

    open_ports()
    make_folders(settings.HOME)
    django.setup()
    migrate()
    _refuse_the_other_kind()
    _resume_after_restore(settings.HOME)
    _tend_log()
    gather_styles(settings.HOME)
    import_module("lapel.ports.storage").from_url(settings.STORAGE_URL).tidy()


def open_ports() -> None:
    """Open every adapter that the settings name, so that a wrong address stops the start."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    for port in PORTS:
        name = f"{port.upper()}_URL"
        secret = {"secret": settings.KEYS_SECRET} if port == "keys" else {}
        try:
            module = import_module(f"lapel.ports.{port}")
            # the key that notifications are signed with is made when somebody wants some
            open_port = module.is_on if port == "push" else module.from_url
            open_port(getattr(settings, name), **secret)
        except Exception as error:
            raise ImproperlyConfigured(f"LAPEL_{name} cannot be used: {error}") from error


def restored_mark(home: Path) -> Path:
    """Name the file that says that a restore put this database here and is not finished."""
    return home / "db" / "restored"


def _resume_after_restore(home: Path) -> None:
    """Let the rooms mend what a restore leaves behind, before anything is served or signed."""
    if restored_mark(home).exists():
        from lapel.journey.issuing.actions import resume_after_restore

        resume_after_restore()
        restored_mark(home).unlink()


def _tend_log() -> None:
    """Have entered what waits, and have a key where logs of others are to be cosigned."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import transaction

    from lapel.domain.transparency.errors import PolicyError
    from lapel.journey.issuing import actions, queries

    try:
        cosigns = bool(queries.log_policy().logs)
    except (PolicyError, OSError) as error:
        raise ImproperlyConfigured(f"LAPEL_LOG_POLICY cannot be used: {error}") from error
    if queries.waiting_entries().exists():
        with transaction.atomic():
            actions.wake_sequencer()
    if cosigns:
        actions.make_witness_key()


def _refuse_the_other_kind() -> None:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from lapel.journey.record.queries import instance_kind

    kind = instance_kind()
    if kind and kind != settings.INSTANCE:
        raise ImproperlyConfigured(
            f"LAPEL_INSTANCE is {settings.INSTANCE!r}, but this database is a {kind} instance."
        )


def _say_where_badges_lead() -> None:
    from lapel.doors.cli.checks.addresses import moved

    said = moved()
    if said:
        print(f"Note: {said}", file=sys.stderr, flush=True)


def main() -> int:
    """Prepare as a program; a wrong setting is one sentence."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    try:
        prepare()
        _say_where_badges_lead()
    except ImproperlyConfigured as wrong:
        print(f"lapel cannot start: {wrong}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
