"""Say what a database is for."""

from __future__ import annotations

from lapel.journey.record import queries
from lapel.journey.record.models import Instance


def begin_instance(*, kind: str) -> None:
    """Say once and for all what this database is: `demo` or `real`."""
    begun = queries.instance_kind()
    if begun and begun != kind:
        raise RuntimeError(f"this database is a {begun} instance already")
    if not begun:
        Instance.objects.create(kind=kind, begun_at=queries.now())
