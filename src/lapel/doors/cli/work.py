"""`lapel work`: this machine's crew of an instance that is served by several."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from lapel.ports.jobs.crew import Crew

MOST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `work` takes."""
    cores = os.cpu_count() or 1
    parser.add_argument("--light", type=_count, default=1, help="processes for letters etc. (1)")
    parser.add_argument(
        "--heavy",
        type=_count,
        default=cores,
        help=f"processes for signing, media and papers (as many as cores: {cores})",
    )
    parser.add_argument(
        "--grace", type=float, default=20.0, help="seconds to finish in when asked to end (20)"
    )


def _count(word: str) -> int:
    number = int(word)
    if not 0 <= number <= MOST:
        raise ValueError
    return number


def run(options: argparse.Namespace) -> int:
    """Deliver jobs until Ctrl-C or SIGTERM; returns the exit code."""
    import django

    django.setup()
    from lapel.ports.jobs import JobsError
    from lapel.ports.jobs.processes import AlreadyRunningError

    parent = os.getppid()
    _see_that_tables_are_there()
    try:
        crew = _crew(options)
        crew.is_wanted = lambda: os.getppid() == parent
        crew.run()
    except AlreadyRunningError as error:
        print(f"lapel cannot start: {error}.", file=sys.stderr)
        return 1
    except JobsError as error:
        print(f"lapel cannot start: LAPEL_JOBS_URL cannot be used: {error}", file=sys.stderr)
        return 2
    return 0


def _crew(options: argparse.Namespace) -> Crew:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from lapel.doors.cli.prepare import make_folders, open_ports
    from lapel.doors.cli.runner import OutboxSource
    from lapel.journey.record.events import engine
    from lapel.ports.jobs.bell import OnRedis
    from lapel.ports.jobs.crew import Crew
    from lapel.ports.jobs.processes import machine_name

    open_ports()
    chosen = engine()
    if not isinstance(chosen, OnRedis):
        raise ImproperlyConfigured(
            "LAPEL_JOBS_URL is embedded:, whose jobs `lapel serve` delivers itself; "
            "`lapel work` needs celery+redis://host:6379/0."
        )
    make_folders(settings.HOME)
    lock = Path(settings.HOME) / "db" / "runner.lock"
    name = machine_name(Path(settings.HOME))
    return Crew(
        chosen.bell,
        OutboxSource(),
        lock,
        name,
        light=options.light,
        heavy=options.heavy,
        grace=options.grace,
    )


def _see_that_tables_are_there() -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        first = str(error).strip().partition("\n")[0]
        raise ImproperlyConfigured(f"LAPEL_DATABASE_URL cannot be used: {first}") from error
    if waiting:
        raise ImproperlyConfigured(
            "tables are not up to date; `lapel serve` on one machine brings them up to date."
        )
