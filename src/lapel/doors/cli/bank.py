"""`lapel bank`: take questions of the diagnosis into the bank, as published wordings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

DONE, REFUSED, UNREADABLE = 0, 1, 2
EXPLANATION = """
Each file is a document lapel/items@1; `lapel items` checks them first and gives advice. All come in
or none. What is published word for word already stays as it is, another wording of a question is
its next version. The designer named by --by is the person who decides, and the record says so.

exit codes:
  0  the questions are in the bank
  1  refused: no designer there, or something is to be mended
  2  a file cannot be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `bank` takes."""
    parser.description = f"{parser.description}\n{EXPLANATION}"
    parser.add_argument("files", nargs="+", metavar="FILE", help="documents lapel/items@1")
    parser.add_argument("--by", metavar="E-MAIL", required=True, help="the designer who decides")
    parser.add_argument(
        "--organisation", metavar="SLUG", required=True, help="whose questions they are"
    )


def run(options: argparse.Namespace) -> int:
    """Take the documents in; returns the exit code."""
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied

    from lapel.domain.microcredential import UnreadableError
    from lapel.journey.diagnosis.actions import Refusal, take_in_items
    from lapel.journey.people.models import Organisation, Person

    try:
        documents = _read(options.files)
    except (OSError, UnicodeDecodeError, UnreadableError) as wrong:
        return _stop(f"cannot be read: {wrong}", UNREADABLE)
    person = Person.objects.filter(email__iexact=options.by).first()
    place = Organisation.objects.filter(slug=options.organisation).first()
    if person is None or place is None:
        return _stop("there is no such person or organisation.", REFUSED)
    try:
        taken = take_in_items(person=person, organisation=place, documents=documents)
    except PermissionDenied:
        return _stop(f"{options.by} is not a designer of {place}.", REFUSED)
    except Refusal as refusal:
        for each in refusal.problems:
            print(f"  {each.path} {each.sentence}", file=sys.stderr)
        return _stop(str(refusal), REFUSED)
    print(f"{taken.new} taken in, {taken.known} were there already.")
    return DONE


def _read(names: Sequence[str]) -> list[dict[str, Any]]:
    from lapel.domain.microcredential import read

    return [read(Path(name).read_text(encoding="utf-8")) for name in names]


def _stop(sentence: str, code: int) -> int:
    print(f"lapel bank: {sentence}", file=sys.stderr)
    return code
