"""What stands in the way of files before others may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q

from lapel.journey.files.events import FileReady
from lapel.journey.files.models import Derivative
from lapel.journey.record.models import Delivery
from lapel.journey.redaction.models import Check, Suggestion

if TYPE_CHECKING:
    from collections.abc import Collection

    from lapel.journey.files.models import StoredFile

RECEIVER = "redaction.look_for_students"


@dataclass(frozen=True)
class Matter:
    """What is to be done: it is `looking`, `failed`, `open` (so many), `covering`, `withdrawn`."""

    state: str
    count: int = 0


def matters_of(file_ids: Collection[UUID]) -> dict[UUID, Matter]:
    """Give what stands in the way of each of these files; those that may go are not named."""
    waiting = Count("suggestions", filter=Q(suggestions__state=Suggestion.State.OPEN))
    checks = Check.objects.filter(file__in=file_ids).annotate(waiting=waiting)
    known = {check.pk: check for check in checks}
    gone = _withdrawn({key: check.edition for key, check in known.items()})
    found = {key: matter for key, check in known.items() if (matter := _matter(check, gone))}
    unknown = [each for each in file_ids if each not in known]
    return found | {each: Matter("looking") for each in _to_be_looked_at(unknown)}


def _withdrawn(editions: dict[UUID, int]) -> set[UUID]:
    """Give the files of which what others may see was taken away."""
    found = Derivative.objects.filter(file__in=editions, withdrawn_at__isnull=False)
    rows = found.values_list("file", "edition").distinct()
    return {file for file, edition in rows if editions[file] == edition}


def _matter(check: Check, gone: set[UUID]) -> Matter | None:
    waiting: int = getattr(check, "waiting")  # noqa: B009 (the query counts it)
    if check.state != Check.State.LOOKED:
        return Matter(str(check.state))
    if waiting:
        return Matter("open", waiting)
    if check.covered != check.revision:
        return Matter("covering")
    return Matter("withdrawn") if check.pk in gone else None


def _to_be_looked_at(file_ids: list[UUID]) -> set[UUID]:
    """Of files that nobody looked at, give those for which a look was asked and is not done."""
    if not file_ids:
        return set()
    asked = Delivery.objects.filter(
        event__kind=FileReady.kind(),
        event__payload__file_id__in=[str(each) for each in file_ids],
        receiver=RECEIVER,
    ).exclude(state=Delivery.State.DONE)
    return {UUID(each) for each in asked.values_list("event__payload__file_id", flat=True)}


def edition_of(file: StoredFile) -> int:
    """Give the edition of a file that others may see."""
    check = Check.objects.filter(file=file).first()
    return check.edition if check else 0
