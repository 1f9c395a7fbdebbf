"""`lapel demo`: a populated programme, made through the same actions that people use.

The way of the data: `content/` (the designer's own import format) and `content/people.json` (who
does what) → actions on a shifted clock → the same outbox and jobs as ever. Pictures, papers and
recordings are drawn here, in a process beside, and go through the same intake as a teacher's
upload.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lapel.doors.cli.demo.studio import Studio


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `demo` takes."""
    parser.add_argument("--reset", action="store_true", help="throw the demo away and load it anew")
    parser.add_argument("--if-empty", action="store_true", help="load only where nothing is yet")


def run(options: argparse.Namespace) -> int:
    """Load the demo into an empty instance, or reset it."""
    from django.conf import settings

    if not settings.IS_DEMO:
        print("This is a real instance; the demo is never loaded into it.", file=sys.stderr)
        return 1
    if options.reset and not _throw_away(settings.HOME):
        return 1
    from lapel.doors.cli.demo.studio import Studio

    # However it is told to end, what works beside it ends too and nothing is left lying about.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Studio() as studio:
        # Where nothing was prepared yet there is a demo to load, and no need to wait for tables.
        if not (settings.HOME / "db").exists():
            studio.begin()
        return _prepare_and_load(options, studio)


def _prepare_and_load(options: argparse.Namespace, studio: Studio) -> int:
    from django.conf import settings

    from lapel.doors.cli.prepare import prepare

    began = time.monotonic()
    prepare()
    if _loading_mark(settings.HOME).exists() and not _is_loaded():
        print("An earlier load was cut off; beginning anew.")
        if not _throw_away(settings.HOME):
            return 1
        prepare()
    if _is_peopled() and not _is_loaded():
        print("Somebody is here already, and it is not the demo; `lapel demo --reset` loads it.")
        return 0 if options.if_empty else 1
    if not _is_loaded():
        _load(studio)
        print(f"The demo is ready ({time.monotonic() - began:.0f} s).\n")
    elif not options.if_empty:
        print("The demo is loaded already; `lapel demo --reset` loads it anew.")
    _print_accounts(settings.BASE_URL)
    return 0


def _loading_mark(home: Path) -> Path:
    """Name the file that stands while the demo is being loaded."""
    return home / "db" / "loading"


def _is_loaded() -> bool:
    return bool(_kind())


def _is_real() -> bool:
    """Tell whether the database is a real instance's; one without tables is nobody's."""
    from lapel.doors.cli.tables import is_in_use

    return is_in_use() and _kind() == "real"


def _kind() -> str:
    from lapel.journey.record.queries import instance_kind

    return instance_kind()


def _is_peopled() -> bool:
    from lapel.journey.people.models import Person

    return Person.objects.exists()


def _throw_away(home: Path) -> bool:
    """Remove the demo's data; refuses while Lapel serves it, and anything that is no demo."""
    import django
    from django.db import connections

    from lapel.doors.cli.serve import is_served
    from lapel.doors.cli.tables import drop_tables, is_postgresql, is_shared

    django.setup()

    if is_served(home, but_by=os.getppid()):
        print("Lapel is serving this demo; stop it first (Ctrl-C).", file=sys.stderr)
        return False
    if (home / "lapel.env").exists():
        print(f"{home} holds a real instance; it is never reset.", file=sys.stderr)
        return False
    if is_postgresql():
        if _is_real():
            print("The database holds a real instance; it is never reset.", file=sys.stderr)
            return False
        if shared := is_shared():
            print(shared, file=sys.stderr)
            return False
        drop_tables()
    connections.close_all()
    for name in ("db", "files", "keys", "mail", "static"):
        shutil.rmtree(home / name, ignore_errors=True)
    return True


def _load(studio: Studio) -> None:
    from django.conf import settings
    from django.db import transaction

    from lapel.doors.cli.demo import (
        afterwards,
        appeals,
        classes,
        crowd,
        daily,
        diagnosing,
        established,
        levels,
        library,
        likeness,
        mentoring,
        newer,
        planning,
        routing,
        stage,
        stories,
        team,
        training,
        watching,
    )
    from lapel.journey.record.actions import begin_instance

    print("Loading the demo: people, catalogue, and a year of their work …", flush=True)
    studio.begin()
    mark = _loading_mark(settings.HOME)
    mark.touch()
    with _without_syncing():
        people = stage.assemble()
        library.fill(people)
        levels.happen(people)
        team.happen(people)
        stories.play(people, studio)
        crowd.gather(people)
        established.happen(people)
        afterwards.happen(people)
        appeals.happen(people)
        newer.happen(people)
        likeness.happen(people)
        classes.keep(people, studio)
        training.happen(people)
        watching.happen(people)
        routing.happen(people)
        mentoring.happen(people)
        levels.ask_for_more(people)
        daily.happen(people)
        diagnosing.happen(people)
        planning.happen(people)
        library.film(people, studio)
    with transaction.atomic():
        begin_instance(kind="demo")
    mark.unlink()


@contextmanager
def _without_syncing() -> Iterator[None]:
    """Let the database not wait for the disk within the block; at its end all is on the disk.

    A load that was cut off is begun anew, so nobody relies on what is written here before then.
    """
    from django.db import connection

    at = "init_command" if connection.vendor == "sqlite" else "options"
    options = connection.settings_dict["OPTIONS"]
    careful = options[at]
    connection.close()
    hasty = careful.replace("synchronous=FULL", "synchronous=OFF")
    options[at] = hasty.replace("synchronous_commit=on", "synchronous_commit=off")
    yield
    if connection.vendor == "sqlite":
        _checkpoint()
    connection.close()
    options[at] = careful
    _sync()


def _checkpoint() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync() -> None:
    """Wait until the disk has all that was written."""
    from django.db import connection, transaction

    if connection.vendor == "sqlite":
        with Path(connection.settings_dict["NAME"]).open("rb") as file:
            os.fsync(file.fileno())
        return
    # PostgreSQL's log is one: a commit that is waited for brings all before it.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")


def _print_accounts(base_url: str) -> None:
    from lapel.doors.cli.demo.stage import CAST

    print(f"Sign in at {base_url}/people/demo/ with one click, or by e-mailed code")
    print(f"(letters are shown at {base_url}/people/demo/mail/):\n")
    for slug, line in CAST.items():
        print(f"  {slug}@lapel.example".ljust(30) + line)
    print()
