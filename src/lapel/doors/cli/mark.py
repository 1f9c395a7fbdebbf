"""`lapel mark`: say whose view of which case a copy is from, by the mark it carries (ADR 34)."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from uuid import UUID

_CODE = re.compile(r"\b([CVF])-([A-Z2-7]{6})\b")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `mark` takes."""
    parser.add_argument("mark", help='as it is read on the copy, "C-… V-… DATE" or "F-…"')


def run(options: argparse.Namespace) -> int:
    """Print what the codes stand for; returns 1 where they are none of this instance."""
    import django

    django.setup()
    codes: dict[str, str] = dict(_CODE.findall(options.mark.upper()))
    if not codes:
        print("lapel mark: no code such as C-7F3KQA is in it.", file=sys.stderr)
        return 2
    told = [*_file(codes.get("F", "")), *_case(codes.get("C", ""), codes.get("V", ""))]
    print("\n".join(told) or "None of this instance.")
    return 0 if told else 1


def _file(code: str) -> Iterator[str]:
    from lapel.journey.files.models import StoredFile
    from lapel.journey.files.queries import file_code

    for file_id in StoredFile.objects.values_list("id", flat=True) if code else ():
        if file_code(file_id) == code:
            yield f"file {file_id}"


def _case(code: str, viewer: str) -> Iterator[str]:
    from lapel.journey.files.queries import case_code, viewer_code
    from lapel.journey.people.models import Person

    for kind, subject in _subjects() if code else ():
        if case_code(subject) == code:
            yield f"{kind} {subject}"
            for person in Person.objects.all() if viewer else ():
                if viewer_code(subject, person.pk) == viewer:
                    yield f"viewer {person.email or person.pk}"


def _subjects() -> Iterator[tuple[str, UUID]]:
    """Give all that is shown to others under a mark."""
    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.qualification.models import Portfolio
    from lapel.journey.review.models import Case

    for kind, model in (
        ("case", Case),
        ("attempt", Submission),
        ("portfolio", Portfolio),
        ("draft", Draft),
    ):
        for subject in model.objects.values_list("pk", flat=True):
            yield kind, subject
