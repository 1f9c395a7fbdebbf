"""Move what was found, and add what a machine missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.redaction.actions.settle import (
    decide,
    held_check,
    moved_on,
    taken_back_in,
)
from lapel.journey.redaction.models import Suggestion
from lapel.journey.redaction.queries.sheet import PICTURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.files.models import Derivative, StoredFile
    from lapel.journey.people.models import Person
    from lapel.journey.redaction.models import Check

LEAST = 0.002
MOST_DRAWN = 400


def _checked(box: Sequence[float]) -> list[float]:
    """Refuse a box that is no part of its picture; shares of width and height."""
    left, top, width, height = box
    inside = 0 <= left < 1 and 0 <= top < 1 and left + width <= 1.001 and top + height <= 1.001
    if not inside or width < LEAST or height < LEAST:
        raise ValidationError(_("The box must lie within the picture."))
    return [round(each, 5) for each in (left, top, min(width, 1 - left), min(height, 1 - top))]


def reshape(*, person: Person, suggestion_id: UUID, box: Sequence[float]) -> None:
    """Cover a face in another box than the one that was found."""
    with transaction.atomic():
        found = Suggestion.objects.get(id=suggestion_id)
        held_check(person=person, file_id=found.check_of_id)
        if "box" not in found.place:
            raise ValidationError(_("This has no box of its own."))
        state, place = Suggestion.State.EDITED, {"box": _checked(box)}
        student = taken_back_in(found)
        decide(person=person, suggestion=found, state=state, student=student, place=place)
        moved_on(file_id=found.check_of_id)


def draw_box(
    *,
    person: Person,
    file_id: UUID,
    derivative_id: UUID,
    box: Sequence[float],
    seconds: tuple[float, float] | None = None,
) -> Suggestion:
    """Cover a place that nobody found: on a picture or page, or for a while in a film."""
    checked = _checked(box)
    with transaction.atomic():
        check = held_check(person=person, file_id=file_id)
        derivative = check.file.derivatives.get(id=derivative_id, edition=0)
        if derivative.kind in PICTURES:
            kind = Suggestion.Kind.FACE
            place: dict[str, Any] = {"box": checked}
        else:
            start, end = _span(check.file, seconds)
            kind = Suggestion.Kind.TRACK
            place = {"boxes": [[start, *checked], [end, *checked]]}
        return _add(person, check, derivative, kind, place)


def mute(
    *, person: Person, file_id: UUID, derivative_id: UUID, seconds: tuple[float, float]
) -> Suggestion:
    """Cover what is said for a while with a tone."""
    with transaction.atomic():
        check = held_check(person=person, file_id=file_id)
        derivative = check.file.derivatives.get(id=derivative_id, edition=0)
        start, end = _span(check.file, seconds)
        place = {"start": start, "end": end}
        return _add(person, check, derivative, Suggestion.Kind.SOUND, place)


def _span(file: StoredFile, seconds: tuple[float, float] | None) -> tuple[float, float]:
    if seconds is None:
        raise ValidationError(_("Please say from which second to which."))
    start, end = seconds
    longest = file.duration or end
    if not 0 <= start < end <= longest + 1:
        raise ValidationError(_("These seconds are not within the recording."))
    return round(start, 2), round(min(end, longest), 2)


def _add(
    person: Person, check: Check, derivative: Derivative, kind: str, place: dict[str, Any]
) -> Suggestion:
    if check.suggestions.filter(drawn=True).count() >= MOST_DRAWN:
        raise ValidationError(_("That is more than can be added by hand to one file."))
    added = Suggestion.objects.create(
        check_of=check,
        derivative=derivative,
        kind=kind,
        place=place,
        drawn=True,
        number=check.suggestions.count(),
    )
    decide(person=person, suggestion=added, state=Suggestion.State.ACCEPTED)
    moved_on(file_id=check.pk)
    return added
