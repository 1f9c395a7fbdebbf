"""`lapel bundle`: what proves a badge when its issuer is gone, written as folders (ADR 14)."""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.doors.cli.outputs import write_whole
from lapel.doors.cli.shelf import Shelf

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lapel.journey.issuing.models import Achievement, Award

CHUNK = 200
_EXPLANATION = """\
A folder a badge, named by the award's number: credential.json, did.json, status.json, the log proof
and its checkpoint, endorsements in force, the picture as SVG and PNG, a page to read, README.txt
and a manifest. Each is written whole or not at all, only where an auditor would not refuse it, and
again if it changed.
`lapel verify --offline --trust FILE FOLDER` checks one, or a folder of them.

exit codes:
  0  written, or nothing had changed
  1  something was not written
  2  wrong usage, or no such award

"""
MOST_TOLD = 25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `bundle` takes."""
    parser.epilog = (
        f"{_EXPLANATION}{parser.epilog}\n"
        "  lapel bundle 6f1c… --out bundles/ --holder --trust-file trust.json"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("id", nargs="?", help="an award's number, or the address of its badge")
    which.add_argument("--all", action="store_true", help="every award that was ever signed")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to put a folder a badge")
    parser.add_argument(
        "--holder",
        action="store_true",
        help="her own documents, with her name on the page and the hash of her e-mail address; "
        "otherwise nothing in a bundle says whose it is",
    )
    parser.add_argument("--language", metavar="CODE", help="of the page, such as en")
    parser.add_argument(
        "--trust-file",
        type=Path,
        metavar="FILE",
        help="also write what auditors pin: this instance's issuers, keys and logs. Hand it over "
        "by another way than the bundles, which it vouches for",
    )


def run(options: argparse.Namespace) -> int:
    """Write bundles; returns 0, 1 where one could not be written, 2 for what cannot be meant."""
    import django

    django.setup()
    wrong = _hindrance(options)
    if wrong:
        print(f"lapel bundle: {wrong}", file=sys.stderr)
        return 2
    try:
        return _run(options)
    except OSError as error:
        print(f"lapel bundle: {error}", file=sys.stderr)
        return 1


def _hindrance(options: argparse.Namespace) -> str:
    from django.utils.translation import check_for_language

    if not (options.id or options.all or options.trust_file):
        return "Name an award, or --all."
    if (options.id or options.all) and options.out is None:
        return "--out DIR says where to put the folders."
    if options.id and _number(options.id) is None:
        return f"“{options.id}” is neither an award's number nor the address of its badge."
    if options.language and not check_for_language(options.language):
        return f"“{options.language}” is not a language that Lapel speaks."
    return ""


def _number(name: str) -> uuid.UUID | None:
    """Read an award's number, alone or at the end of an address."""
    try:
        return uuid.UUID(name.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None


def _run(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from lapel.journey.sharing.queries import own_trust_file

    trust = json.dumps(own_trust_file(), indent=2, ensure_ascii=False).encode()
    if options.trust_file:
        write_whole(options.trust_file, trust + b"\n")
        print(f"{options.trust_file}: issuers, keys and logs of this instance.")
    if options.out is None:
        return 0
    found = _found(options)
    total = found.count()
    if not total and options.id:
        print(f"lapel bundle: there is no signed award {options.id}.", file=sys.stderr)
        return 2
    with translation.override(options.language or settings.LANGUAGE_CODE):
        return _write_all(options, found.iterator(chunk_size=CHUNK), total, trust)


def _found(options: argparse.Namespace) -> QuerySet[Award]:
    from lapel.journey.issuing.queries import issued_awards

    found = issued_awards().select_related("key").order_by("achievement_id", "pk")
    number = _number(options.id or "")
    return found.filter(pk=number) if number else found


def _write_all(
    options: argparse.Namespace, awards: Iterable[Award], total: int, trust: bytes
) -> int:
    from lapel.journey.sharing.queries import Binder
    from lapel.ports.checking.trustfile import read_trusted

    shelf = Shelf(options.out, read_trusted(trust))
    shelf.out.mkdir(parents=True, exist_ok=True)
    binder, pictures = Binder(), Pictures()
    for number, award in enumerate(awards, start=1):
        _show(number, total)
        if award.included_at is None:
            shelf.done["waiting"] += 1
            continue
        picture = pictures.of(award.achievement)
        files = binder.files(award, picture=picture, hers=options.holder)
        shelf.put(str(award.pk), files)
    os.sync()  # one for all: a folder that a power cut spoilt is written again by the next run
    return _told(shelf, named=bool(options.id))


class Pictures:
    """The last achievement's picture: awards come by achievement, so each is read once."""

    def __init__(self) -> None:
        self._of: Achievement | None = None
        self._drawn = b""

    def of(self, achievement: Achievement) -> bytes:
        """Give its PNG."""
        from lapel.journey.issuing.actions import draw_picture

        if achievement != self._of:
            self._of, self._drawn = achievement, draw_picture(achievement=achievement)
        return self._drawn


def _show(number: int, total: int) -> None:
    """Show on a terminal how far it is."""
    if sys.stderr.isatty() and (number % 50 == 0 or number == total):
        end = "\n" if number == total else ""
        print(f"\rbundles: {number} of {total}", end=end, file=sys.stderr, flush=True)


def _told(shelf: Shelf, *, named: bool) -> int:
    done = shelf.done
    for name, why in shelf.wrong[:MOST_TOLD]:
        print(f"lapel bundle: {name} was not written. {why}", file=sys.stderr)
    if named and done["waiting"]:
        print("lapel bundle: the award is being entered in the log; try again.", file=sys.stderr)
        return 1
    print(f"{shelf.out}: {done['written']} written, {done['unchanged']} unchanged.")
    if done["waiting"]:
        print(f"{done['waiting']} are being entered in the log and wait for the next run.")
    if shelf.wrong:
        print(f"{len(shelf.wrong)} do not verify and were not written.", file=sys.stderr)
    return 1 if shelf.wrong else 0
