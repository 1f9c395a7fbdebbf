"""Settings, clock, disk, database, audit chain and storage."""

from __future__ import annotations

import hashlib
import io
import secrets
import shutil
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse

SKEW = timedelta(minutes=1)
LEAST_FREE = 1_000_000_000
POSTGRESQL = 15


def settings_in_force(_options: argparse.Namespace) -> str:
    """Read every setting, and open every port that one chooses."""
    from django.conf import settings

    from lapel.doors.cli.prepare import open_ports

    open_ports()
    return f"read all: a {settings.INSTANCE} instance at {settings.BASE_URL}"


def clock(_options: argparse.Namespace) -> str:
    """Compare the clock with the latest entry of the audit chain."""
    from lapel.journey.record.models import AuditEntry
    from lapel.journey.record.queries import now

    latest = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    if latest is not None and latest > now() + SKEW:
        raise NotInOrderError(
            f"it says {now():%Y-%m-%d %H:%M} UTC, but the record goes to {latest:%Y-%m-%d %H:%M}."
        )
    return f"{now():%Y-%m-%d %H:%M:%S} UTC, not before the latest entry of the record"


def disk(_options: argparse.Namespace) -> str:
    """Measure what is free where the instance lives."""
    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free
    if free < LEAST_FREE:
        raise NotInOrderError(
            f"only {free / 1e9:.1f} GB are free at {settings.HOME}; make room before uploads fail."
        )
    return f"{free / 1e9:.0f} GB free at {settings.HOME}"


def database(_options: argparse.Namespace) -> str:
    """Write a row, read it back and take it away; integrity, durability, migrations."""
    from django.db import connection

    _write_and_read_back()
    _migrations_are_applied()
    durable = _sqlite_is_whole() if connection.vendor == "sqlite" else _postgres_is_durable()
    return f"wrote a row, read it back and undid it; migrations up to date; {durable}"


def _write_and_read_back() -> None:
    from django.db import transaction

    from lapel.journey.record.models import GivenReply
    from lapel.journey.record.queries import now

    key = f"doctor:{secrets.token_hex(8)}"
    with transaction.atomic():
        GivenReply.objects.create(owner=uuid.uuid4(), key=key, reply={"is": key}, given_at=now())
        if GivenReply.objects.get(key=key).reply != {"is": key}:
            raise NotInOrderError("a row came back other than it was written.")
        transaction.set_rollback(True)
    if GivenReply.objects.filter(key=key).exists():
        raise NotInOrderError("a transaction could not be undone.")


def _migrations_are_applied() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{each.app_label}.{each.name}" for each, _back in waiting)
        raise NotInOrderError(f"tables are not up to date ({names}); `lapel serve` mends that.")


def _ask(sql: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def _sqlite_is_whole() -> str:
    found = _ask("PRAGMA integrity_check")
    if found != "ok":
        raise NotInOrderError(f"integrity_check says: {found}")
    if _ask("PRAGMA synchronous") != "2":
        raise NotInOrderError("synchronous is not FULL; a power cut could lose what was accepted.")
    return "integrity_check ok; synchronous FULL"


def _postgres_is_durable() -> str:
    version = int(_ask("SHOW server_version_num")) // 10_000
    if version < POSTGRESQL:
        raise NotInOrderError(f"PostgreSQL {version} is too old; Lapel needs {POSTGRESQL}.")
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        if _ask(f"SHOW {name}") != "on":
            raise NotInOrderError(f"{name} is off; a power cut could lose what was accepted.")
    return f"PostgreSQL {version}; synchronous_commit, fsync and full_page_writes on"


def audit_chain(_options: argparse.Namespace) -> str:
    """Hash every entry again, and every anchor."""
    from lapel.journey.record.models import AuditEntry
    from lapel.journey.record.queries import chain_faults

    faults = chain_faults()
    if faults:
        first = faults[0]
        place = f"{first.aggregate} {first.aggregate_id}, entry {first.position}"
        raise NotInOrderError(f"{len(faults)} places do not hold; first {place}: {first.sentence}.")
    return f"hashed {AuditEntry.objects.count()} entries again; every link and anchor holds"


def storage(_options: argparse.Namespace) -> str:
    """Put a blob, get it back, compare hashes, delete it; look at the store's clock too."""
    from django.conf import settings

    from lapel.ports.storage import from_url

    store, key = from_url(settings.STORAGE_URL), f"doctor/{secrets.token_hex(8)}"
    content = secrets.token_bytes(100_000)
    began = time.time()
    try:
        stored = store.put(key, io.BytesIO(content))
        back = b"".join(store.open(key))
        with store.local_path(key) as path:
            skew = abs(Path(path).stat().st_mtime - began)
    finally:
        store.delete(key)
    if back != content or stored.sha256 != hashlib.sha256(content).hexdigest():
        raise NotInOrderError("a file came back other than it was stored.")
    if store.exists(key):
        raise NotInOrderError("a file that was deleted is still there.")
    if skew > SKEW.total_seconds():
        raise NotInOrderError(f"its clock differs from ours by {skew:.0f} s.")
    return "put 100 kB, got them back with the same SHA-256, deleted them"
