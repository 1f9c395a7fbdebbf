"""Look through a file for what may tell who a student is."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lapel.domain.redaction import boxes_on_page, finds, finds_in_file_name, overlap
from lapel.failpoint import failpoint
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import original_key, storage
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.redaction.events import FileSettled
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.queries import box_of, engine, pupils_of, text_of
from lapel.journey.redaction.queries.places import boxes_of, numbers_of
from lapel.ports.redaction import RedactionRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from lapel.domain.redaction import Find, Page, Pupil

AROUND = 60
SAME = 0.5
PDF = "application/pdf"
_KINDS = Derivative.Kind
FACED = {_KINDS.PICTURE, _KINDS.PAGE, _KINDS.IMAGE}
WORDED = {_KINDS.HTML, _KINDS.CAPTIONS, _KINDS.TRANSCRIPT}


def look(*, file_id: UUID) -> None:
    """Find what is to be settled in a file; run again after a cut, it goes on where it was.

    Heavy and slow: called by a job, outside any transaction.
    """
    file = StoredFile.objects.select_related("owner").get(id=file_id)
    if file.state != StoredFile.State.READY or file.removed_at:
        return
    if file.purpose == StoredFile.Purpose.TALK:
        return  # heard by one person, shown to nobody, and erased soon
    check, _is_new = Check.objects.get_or_create(file=file, defaults={"begun_at": now()})
    if check.state != Check.State.LOOKING:
        return
    try:
        _Look(file, check).through()
    except RedactionRefused as refused:
        Check.objects.filter(file=file).update(state=Check.State.FAILED, refusal=refused.reason)
        return
    failpoint("redaction.looked-uncommitted")
    _finish(check)


def _finish(check: Check) -> None:
    with transaction.atomic():
        waiting = Check.objects.filter(pk=check.pk, state=Check.State.LOOKING)
        if waiting.update(state=Check.State.LOOKED, progress=100):
            count = check.suggestions.count()
            facts = {"suggestions": count}
            note(aggregate="file", aggregate_id=check.pk, action="looked", actor=None, facts=facts)
            check.refresh_from_db(fields=["revision", "covered"])
            is_open = check.suggestions.filter(state=Suggestion.State.OPEN).exists()
            if not is_open and check.covered != check.revision:
                announce(FileSettled(file_id=check.pk, revision=check.revision))


class _Look:
    """One look through one file, place by place; each place is kept as soon as it is done."""

    def __init__(self, file: StoredFile, check: Check) -> None:
        self.file, self.check = file, check
        self.pupils: list[Pupil] = pupils_of(file.owner)
        self.language = file.owner.language
        self._pages: dict[int, Page] | None = None

    def through(self) -> None:
        steps = self._steps()
        for done, (key, step) in enumerate(steps):
            if key not in self.check.looked:
                self._share = (done / len(steps), 1 / len(steps))
                self._keep(key, step())

    def _steps(self) -> list[tuple[str, Callable[[], list[Suggestion]]]]:
        derivatives = self.file.derivatives.filter(edition=0).order_by("kind", "number")
        steps: list[tuple[str, Callable[[], list[Suggestion]]]] = [("name", self._name)]
        for each in derivatives:
            steps += [(str(each.id), step) for step in self._steps_of(each)]
        kinds = {each.kind for each in derivatives}
        if self.file.text and not kinds & (WORDED | {_KINDS.PAGE}):
            steps.append(("words", self._plain))
        return steps

    def _steps_of(self, each: Derivative) -> list[Callable[[], list[Suggestion]]]:
        if each.kind in FACED:
            return [lambda: [*self._faces(each), *self._on_page(each)]]
        if each.kind in WORDED:
            return [lambda: self._words(each)]
        is_film = each.kind == _KINDS.RENDITION and self.file.family == StoredFile.Family.VIDEO
        return [lambda: self._tracks(each)] if is_film else []

    def _keep(self, key: str, found: list[Suggestion]) -> None:
        known = list(self.check.suggestions.all())
        new = [each for each in found if not any(_is_same(each, other) for other in known)]
        for number, each in enumerate(new):
            each.check_of, each.number = self.check, len(known) + number
        with transaction.atomic():
            Suggestion.objects.bulk_create(new)
            self.check.looked = [*self.check.looked, key]
            Check.objects.filter(pk=self.check.pk).update(looked=self.check.looked)
        self._tell(1.0)
        failpoint("redaction.place-looked")

    def _tell(self, share: float) -> None:
        before, part = self._share
        progress = min(99, int(100 * (before + part * share)))
        Check.objects.filter(pk=self.check.pk).update(progress=progress)

    def _name(self) -> list[Suggestion]:
        found = finds_in_file_name(self.file.name, class_list=self.pupils, language=self.language)
        return [self._find(each, where="name") for each in found if each.kind == "name"]

    def _plain(self) -> list[Suggestion]:
        return [self._find(each, where="words") for each in self._finds(self.file.text)]

    def _words(self, derivative: Derivative) -> list[Suggestion]:
        text = text_of(self.file, derivative)
        return [self._find(each, derivative=derivative) for each in self._finds(text)]

    def _finds(self, text: str) -> list[Find]:
        return finds(text, class_list=self.pupils, language=self.language)

    def _find(self, find: Find, **where: Any) -> Suggestion:
        place = {"start": find.start, "end": find.end}
        return Suggestion(kind=find.kind, place=place, certainty=find.certainty, **where)

    def _faces(self, derivative: Derivative) -> list[Suggestion]:
        with at_hand(derivative) as path:
            boxes = engine().faces_in_picture(path)
        kind = Suggestion.Kind.FACE
        return [
            Suggestion(
                derivative=derivative,
                kind=kind,
                place={"box": numbers_of(box)},
                certainty=box.score,
            )
            for box in boxes
        ]

    def _tracks(self, derivative: Derivative) -> list[Suggestion]:
        with at_hand(derivative) as path:
            tracks = engine().tracks_in_video(path, on_progress=self._tell)
        return [
            Suggestion(
                derivative=derivative,
                kind=Suggestion.Kind.TRACK,
                place={"boxes": boxes_of(track)},
                picture=track.picture or b"",
                certainty=max(box.score for _second, box in track.boxes),
            )
            for track in tracks
        ]

    def _on_page(self, derivative: Derivative) -> list[Suggestion]:
        if derivative.kind != _KINDS.PAGE or self.file.media_type != PDF:
            return []
        page = self._paper().get(derivative.number)
        if page is None:
            return [_unread(derivative)]
        found = [_on_paper(page, find, derivative) for find in self._finds(page.text)]
        return [*found, _unread(derivative)] if page.unread else found

    def _paper(self) -> dict[int, Page]:
        if self._pages is None:
            self._pages = pages_of(self.file)
        return self._pages


def _is_same(found: Suggestion, known: Suggestion) -> bool:
    """Tell whether this was found, and decided on, before; a face may have been given a new box."""
    if (found.derivative_id, found.where, found.kind) != (
        known.derivative_id,
        known.where,
        known.kind,
    ):
        return False
    if "box" in found.place and "box" in known.place:
        return overlap(box_of(found.place["box"]), box_of(known.place["box"])) > SAME
    return bool(found.place == known.place)


def _on_paper(page: Page, find: Find, derivative: Derivative) -> Suggestion:
    place = {
        "start": find.start,
        "end": find.end,
        "boxes": [numbers_of(box) for box in boxes_on_page(page, [find])],
        "text": find.text,
        "before": page.text[max(0, find.start - AROUND) : find.start],
        "after": page.text[find.end : find.end + AROUND],
    }
    return Suggestion(derivative=derivative, kind=find.kind, place=place, certainty=find.certainty)


def _unread(derivative: Derivative) -> Suggestion:
    """Ask her to read a page: what no machine reads does not pass as if nothing were there."""
    place = {"boxes": [[0.0, 0.0, 1.0, 1.0]]}
    return Suggestion(derivative=derivative, kind=Suggestion.Kind.PAGE, place=place)


def pages_of(file: StoredFile) -> dict[int, Page]:
    """Read the pages of a PDF in her vault, by number."""
    with storage().local_path(original_key(file)) as path:
        return {page.number: page for page in engine().words_in_pdf(path)}


ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4", "audio/mp4": ".m4a"}


@contextmanager
def at_hand(derivative: Derivative) -> Iterator[Path]:
    """Give a derivative as a file with the ending of its type, for a child to read."""
    with TemporaryDirectory(prefix="lapel-look-") as folder:
        path = Path(folder) / f"source{ENDINGS.get(derivative.media_type, '.bin')}"
        with path.open("wb") as file:
            for chunk in storage().open(derivative.blob):
                file.write(chunk)
        yield path
