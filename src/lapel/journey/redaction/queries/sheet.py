"""A file's page: every picture, page and text with what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.journey.consent.models import Scope
from lapel.journey.consent.queries import students_of
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import link, shown
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.queries.matters import Matter, matters_of
from lapel.journey.redaction.queries.places import text_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.consent.queries import Entry
    from lapel.journey.files.queries import Shown
    from lapel.journey.people.models import Person

AROUND = 60
SQUARE = 1000
MOST_TICKS = 60
PICTURES = (Derivative.Kind.PICTURE, Derivative.Kind.PAGE, Derivative.Kind.IMAGE)
SCOPES = {
    StoredFile.Family.PHOTO: [Scope.PHOTO, Scope.WORK],
    StoredFile.Family.VIDEO: [Scope.VIDEO],
    StoredFile.Family.AUDIO: [Scope.AUDIO],
    StoredFile.Family.DOCUMENT: [Scope.WORK, Scope.PHOTO],
}


@dataclass(frozen=True)
class Found:
    """A suggestion as it is shown: where, and for words the line it stands in."""

    suggestion: Suggestion
    before: str = ""
    words: str = ""
    after: str = ""
    covers: bool = False

    @property
    def boxes(self) -> list[list[float]]:
        """Give what to draw over the picture, in its own pixels."""
        place, row = self.suggestion.place, self.suggestion.derivative
        boxes = [place["box"]] if "box" in place else place.get("boxes", [])
        width, height = (row and row.width) or SQUARE, (row and row.height) or SQUARE
        scale = (width, height, width, height)
        return [[part * side for part, side in zip(box, scale, strict=True)] for box in boxes]

    @property
    def is_taken_at_once(self) -> bool:
        """Tell whether it is open, and covered with all others (`actions.accept_all`)."""
        each = self.suggestion
        left = each.where == Suggestion.SHOWN or each.kind == Suggestion.Kind.PAGE
        return each.state == Suggestion.State.OPEN and not left

    @property
    def percents(self) -> dict[str, float]:
        """Give a box in percent, for fields to type in."""
        names = ("left", "top", "width", "height")
        box = self.suggestion.place.get("box", [])
        return {name: round(100 * each, 1) for name, each in zip(names, box, strict=False)}

    @property
    def seconds(self) -> tuple[float, float] | None:
        """Give from when to when it is seen or heard."""
        place = self.suggestion.place
        if self.suggestion.kind == Suggestion.Kind.TRACK:
            return place["boxes"][0][0], place["boxes"][-1][0]
        is_sound = self.suggestion.kind == Suggestion.Kind.SOUND
        return (place["start"], place["end"]) if is_sound else None


@dataclass(frozen=True)
class Spot:
    """One picture, page or text of a file with all that was found there."""

    derivative: Derivative | None
    address: str
    found: list[Found] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int, int]:
        """Give a picture's width and height in pixels, and how high to write on it."""
        row = self.derivative
        width, height = (row and row.width) or SQUARE, (row and row.height) or SQUARE
        return width, height, max(12, height // 22)

    @property
    def is_picture(self) -> bool:
        """Tell whether boxes can be drawn on it."""
        return self.derivative is not None and self.derivative.kind in PICTURES


@dataclass(frozen=True)
class Ticks:
    """Her students, to say which of them are in a file: all ticked ones, and some of the others.

    A list that is sent replaces what was said, so whoever is ticked is always on it.
    """

    rows: list[tuple[Entry, bool]]
    asked: str
    is_long: bool
    left_out: int

    @property
    def is_said(self) -> bool:
        """Tell whether anybody is ticked."""
        return any(is_shown for _entry, is_shown in self.rows)


@dataclass(frozen=True)
class FileSheet:
    """A file with what was found, what is left to do, and how others would see it."""

    file: StoredFile
    check: Check | None
    matter: Matter | None
    spots: list[Spot]
    allowed: list[Entry]
    students: Ticks
    is_withdrawn: bool
    own: Shown
    result: Shown | None
    said: list[str]

    @property
    def count(self) -> int:
        """Count all that was found."""
        return sum(len(spot.found) for spot in self.spots)

    @property
    def can_take_all(self) -> bool:
        """Tell whether anything is open that need not be looked at one by one."""
        return any(found.is_taken_at_once for spot in self.spots for found in spot.found)


def check_of(person: Person, file_id: UUID) -> tuple[StoredFile, Check | None]:
    """Find a file of hers and its check; `StoredFile.DoesNotExist` for another's, as for none."""
    file = StoredFile.objects.get(id=file_id, owner=person, removed_at=None)
    return file, Check.objects.filter(file=file).first()


def file_sheet(person: Person, file_id: UUID, *, asked: str = "") -> FileSheet:
    """Gather a file's page; of many students, those whose label, name or class holds `asked`."""
    file, check = check_of(person, file_id)
    if file.original_erased_at:
        check = None
    derivatives = list(file.derivatives.order_by("kind", "number"))
    made = [str(each.id) for each in derivatives if check and each.edition == check.edition]
    is_covered = bool(check and check.edition and check.covered == check.revision)
    captions = [each for each in derivatives if each.kind == Derivative.Kind.CAPTIONS]
    hers, scopes = students_of(person), set(SCOPES.get(StoredFile.Family(file.family), []))
    return FileSheet(
        file=file,
        check=check,
        matter=matters_of([file.id]).get(file.id),
        spots=_spots(file, check, [each for each in derivatives if _is_bare(each)]),
        allowed=[each for each in hers if set(each.scopes) & scopes],
        students=_students(hers, check, asked),
        is_withdrawn=any(each.withdrawn_at for each in derivatives if str(each.id) in made),
        own=shown(file, vault=True),
        result=shown(file, only=made, vault=True) if is_covered else None,
        said=[text_of(file, each) for each in captions if is_covered and str(each.id) in made],
    )


def _is_bare(derivative: Derivative) -> bool:
    return not derivative.edition and derivative.erased_at is None


def _students(hers: list[Entry], check: Check | None, asked: str) -> Ticks:
    """Give her students, each with whether she said that this one is in the file."""
    said = set(check.appearances.values_list("student", flat=True)) if check else set()
    ticked = [each for each in hers if each.student.id in said]
    others = [each for each in hers if each.student.id not in said]
    is_long = len(hers) > MOST_TICKS
    wanted = asked.casefold().strip() if is_long else ""
    near = [each for each in others if wanted in _told_by(each)]
    some = near[: max(0, MOST_TICKS - len(ticked))]
    listed = {each.student.id for each in ticked + some}
    rows = [(each, each.student.id in said) for each in hers if each.student.id in listed]
    return Ticks(rows=rows, asked=asked, is_long=is_long, left_out=len(near) - len(some))


def _told_by(entry: Entry) -> str:
    return f"{entry.student.label}\n{entry.name}\n{entry.student.school_class.name}".casefold()


def _spots(file: StoredFile, check: Check | None, derivatives: list[Derivative]) -> list[Spot]:
    """Give every picture, and those texts in which something was found."""
    found = (
        list(check.suggestions.select_related("derivative", "student").order_by("number", "id"))
        if check
        else []
    )
    by_spot: dict[UUID | None, list[Suggestion]] = {}
    for each in found:
        by_spot.setdefault(each.derivative_id, []).append(each)
    spots = [
        Spot(each, link(each, vault=True), _described(file, each, by_spot.get(each.id, [])))
        for each in derivatives
        if each.kind in PICTURES or each.id in by_spot
    ]
    loose = by_spot.get(None, [])
    return [*spots, Spot(None, "", _described(file, None, loose))] if loose else spots


def _described(
    file: StoredFile, derivative: Derivative | None, suggestions: list[Suggestion]
) -> list[Found]:
    texts: dict[str, str] = {}
    for each in suggestions:
        if "start" in each.place and "text" not in each.place and each.where not in texts:
            is_sound = each.kind == Suggestion.Kind.SOUND
            texts[each.where] = "" if is_sound else text_of(file, derivative, each.where)
    return [_found(each, texts) for each in suggestions]


def _found(each: Suggestion, texts: dict[str, str]) -> Found:
    covers = each.state in {Suggestion.State.ACCEPTED, Suggestion.State.EDITED}
    place = each.place
    if "text" in place:  # a page of a PDF, whose words stand on it
        return Found(each, place["before"], place["text"], place["after"], covers)
    if "start" not in place or each.kind == Suggestion.Kind.SOUND:
        return Found(each, covers=covers)
    text, start, end = texts[each.where], place["start"], place["end"]
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Found(each, before, text[start:end], after, covers)
