"""`lapel demo`: a populated programme, made through the same actions that people use.

The way of the data: `content/` (the designer's own import format) and `content/people.json` (who
does what) → actions on a shifted clock → the same outbox and jobs as ever. Pictures, papers and
recordings are drawn here and go through the same intake as a teacher's upload.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `demo` takes."""
    parser.add_argument("--reset", action="store_true", help="throw the demo away and load it anew")
    parser.add_argument("--if-empty", action="store_true", help="load only where nothing is yet")


def run(options: argparse.Namespace) -> int:
    """Load the demo into an empty instance, or reset it."""
    from django.conf import settings
    from django.db import connections

    if not settings.IS_DEMO:
        print("This is a real instance; the demo is never loaded into it.", file=sys.stderr)
        return 1
    if options.reset and not _throw_away(settings.HOME):
        return 1
    from lapel.doors.cli.prepare import prepare

    prepare()
    from lapel.journey.people.models import Person
    from lapel.journey.record.queries import instance_kind

    if not instance_kind() and Person.objects.exists():
        print("An earlier load was cut off; beginning anew.")
        connections.close_all()
        _throw_away(settings.HOME)
        prepare()
    if instance_kind():
        if not options.if_empty:
            print("The demo is loaded already; `lapel demo --reset` loads it anew.")
        _print_accounts(settings.BASE_URL)
        return 0
    began = time.monotonic()
    _load()
    print(f"The demo is ready ({time.monotonic() - began:.0f} s).\n")
    _print_accounts(settings.BASE_URL)
    return 0


def _throw_away(home: Path) -> bool:
    """Remove the demo's data; refuses while Lapel serves it, and anything that is no demo."""
    from lapel.doors.cli.serve import held

    if held(home / "db" / "runner.lock"):
        print("Lapel is serving this demo; stop it first (Ctrl-C).", file=sys.stderr)
        return False
    if (home / "lapel.env").exists():
        print(f"{home} holds a real instance; it is never reset.", file=sys.stderr)
        return False
    for name in ("db", "files", "keys", "mail", "static"):
        shutil.rmtree(home / name, ignore_errors=True)
    return True


def _load() -> None:
    from django.db import transaction

    from lapel.doors.cli.demo import afterwards, crowd, library, stage, stories
    from lapel.journey.record.actions import begin_instance

    print("Loading the demo: people, catalogue, and a year of their work …", flush=True)
    # The mark comes last: a load that was cut off is begun anew, so it need not wait for the disk.
    _do_not_sync()
    people = stage.assemble()
    library.fill(people)
    finish_films = _beside(lambda: library.film(people))
    stories.play(people)
    crowd.gather(people)
    afterwards.happen(people)
    finish_films()
    with transaction.atomic():
        begin_instance(kind="demo")


def _do_not_sync() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


def _beside(work: Callable[[], None]) -> Callable[[], None]:
    """Begin work in a process of its own; what is returned waits for its end."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 (a child that forked must end here, whatever happens)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def wait() -> None:
        if os.waitpid(child, 0)[1]:
            raise RuntimeError("a part of the demo could not be made; see above")

    return wait


def _print_accounts(base_url: str) -> None:
    from lapel.doors.cli.demo.stage import CAST

    print(f"Sign in at {base_url}/people/demo/ with one click, or by e-mailed code")
    print(f"(letters are shown at {base_url}/people/demo/mail/):\n")
    for slug, line in CAST.items():
        print(f"  {slug}@lapel.example".ljust(30) + line)
    print()
