"""Cover in a file what was decided to be covered: an edition of its own."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from lapel.domain.redaction import (
    Decision,
    Span,
    apply,
    apply_to_captions,
    apply_to_html,
    spans_in_captions,
    text_in_captions,
    text_in_html,
)
from lapel.failpoint import failpoint
from lapel.journey.files.actions import edition_id, keep_edition
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import file_code, words_of
from lapel.journey.record.actions import announce, note
from lapel.journey.redaction.actions.look import ENDINGS, FACED, at_hand, pages_of
from lapel.journey.redaction.events import FileSettled
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.queries import box_of, engine, pupils_of, track_of
from lapel.ports import video
from lapel.ports.redaction import RedactionRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

_KINDS = Derivative.Kind
COVERING = (Suggestion.State.ACCEPTED, Suggestion.State.EDITED)
GONE = "…"


def cover(*, file_id: UUID, revision: int) -> None:
    """Make the edition of a file for a revision of what was decided; older ones are passed over.

    Heavy and slow: called by a job, outside any transaction; run twice, it gives the same.
    """
    check = Check.objects.select_related("file__owner").filter(pk=file_id).first()
    if check is None or check.revision != revision or check.covered == revision:
        return
    if check.file.original_erased_at:
        return  # there is nothing left to make another edition of
    with TemporaryDirectory(prefix="lapel-cover-") as folder:
        covering = _Covering(check, Path(folder))
        try:
            rows = covering.edition()
        except RedactionRefused as refused:
            Check.objects.filter(pk=file_id).update(
                state=Check.State.FAILED, refusal=refused.reason
            )
            return
    failpoint("redaction.covered-uncommitted")
    _finish(check, rows, covering.name())


def _finish(check: Check, rows: list[Derivative], name: str) -> None:
    with transaction.atomic():
        same = Check.objects.filter(pk=check.pk, revision=check.revision)
        edition = check.revision if rows else 0
        if not same.update(covered=check.revision, edition=edition, progress=100):
            return
        Derivative.objects.bulk_create(rows, ignore_conflicts=True)
        StoredFile.objects.filter(id=check.pk).update(name=name)
        facts = {"edition": edition, "derivatives": [row.sha256 for row in rows]}
        note(aggregate="file", aggregate_id=check.pk, action="covered", actor=None, facts=facts)
        recordings = Check.objects.select_for_update().filter(captions=check.pk)
        for recording in recordings.filter(state=Check.State.LOOKED):
            recording.revision += 1
            recording.save(update_fields=["revision"])
            if not recording.suggestions.filter(state=Suggestion.State.OPEN).exists():
                announce(FileSettled(file_id=recording.pk, revision=recording.revision))


class _Covering:
    """One edition of one file, made in a folder."""

    def __init__(self, check: Check, folder: Path) -> None:
        self.check, self.file, self.folder = check, check.file, folder
        self.chosen = list(check.suggestions.filter(state__in=COVERING).order_by("number"))
        self.pupils = {each.name: each.alias for each in pupils_of(check.file.owner)}

    def edition(self) -> list[Derivative]:
        """Give the rows of the edition; none where nothing is to be covered."""
        spans = self._spoken()
        inside = [each for each in self.chosen if each.where not in {"name", Suggestion.SHOWN}]
        if not inside and not spans:
            return []
        whole = list(self.file.derivatives.filter(edition=0).order_by("kind", "number"))
        covered = {}
        for done, each in enumerate(whole):
            path = self._covered(each, spans)
            if path is not None:
                covered[each.id] = path
            self._tell((done + 1) / len(whole))
        self._rest(whole, covered)
        return keep_edition(
            file_id=self.file.id,
            edition=self.check.revision,
            covered=covered,
            words=self._words(whole, covered),
        )

    def name(self) -> str:
        """Give the file's name without the names in it."""
        found = [each for each in self.chosen if each.where == "name"]
        fits = [each for each in found if each.place["end"] <= len(self.file.name)]
        return apply(self.file.name, _decisions(fits, self.file.name, {})) or self.file.name

    def _tell(self, share: float) -> None:
        progress = min(99, int(100 * share))
        Check.objects.filter(pk=self.check.pk).update(progress=progress)

    def _of(self, derivative: Derivative) -> list[Suggestion]:
        return [each for each in self.chosen if each.derivative_id == derivative.id]

    def _target(self, derivative: Derivative) -> Path:
        return self.folder / f"{derivative.id.hex}{ENDINGS.get(derivative.media_type, '.txt')}"

    def _covered(self, each: Derivative, spans: list[Span]) -> Path | None:
        target = self._target(each)
        if each.kind in FACED and self._of(each):
            self._masked(each, target, self._of(each))
            return target
        if each.kind == _KINDS.RENDITION and (spans or self._of(each)):
            self._played(each, target, spans)
            return target
        if each.kind == _KINDS.HTML:
            target.write_text(self._html(each), encoding="utf-8")
            return target
        if each.kind in {_KINDS.CAPTIONS, _KINDS.TRANSCRIPT}:
            target.write_text(self._said(each), encoding="utf-8")
            return target
        return None

    def _masked(self, source: Derivative, target: Path, found: Iterable[Suggestion]) -> None:
        """Blur faces, and black out words, which a blur might leave to be read."""
        faces = [box_of(each.place["box"]) for each in found if "box" in each.place]
        words = [box_of(box) for each in found for box in each.place.get("boxes", [])]
        with at_hand(source) as path:
            if faces and words:
                between = target.with_stem(f"{target.stem}-faces")
                engine().mask_picture(path, between, faces)
                engine().mask_picture(between, target, words, look="black")
            elif words:
                engine().mask_picture(path, target, words, look="black")
            else:
                engine().mask_picture(path, target, faces)

    def _played(self, source: Derivative, target: Path, spans: list[Span]) -> None:
        found = self._of(source)
        sounds = [each.place for each in found if each.kind == Suggestion.Kind.SOUND]
        bleeps = [*spans, *(Span(each["start"], each["end"]) for each in sounds)]
        seen = [each for each in found if each.kind == Suggestion.Kind.TRACK]
        with at_hand(source) as path:
            if self.file.family == StoredFile.Family.AUDIO:
                engine().bleep(path, target, bleeps)
                return
            tracks = [track_of(each, number) for number, each in enumerate(seen, 1)]
            mark = f"F-{file_code(self.file.id)}"
            engine().mask_video(path, target, tracks, bleeps, mark=mark, on_progress=self._tell)

    def _html(self, source: Derivative) -> str:
        html = words_of(source)
        text = text_in_html(html)
        html = apply_to_html(html, _decisions(self._of(source), text, self.pupils))
        for image in self.file.derivatives.filter(edition=0, kind=_KINDS.IMAGE):
            name = edition_id(derivative_id=image.id, edition=self.check.revision)
            html = html.replace(str(image.id), str(name))
        return html

    def _said(self, source: Derivative) -> str:
        words = words_of(source)
        if source.kind == _KINDS.TRANSCRIPT:
            return apply(words, _decisions(self._of(source), words, self.pupils))
        found = _decisions(self._of(source), text_in_captions(words), self.pupils)
        return apply_to_captions(words, found)

    def _spoken(self) -> list[Span]:
        """Give when in a recording those words are said that were taken out of its captions."""
        if self.check.captions is None:
            return []
        found = Suggestion.objects.filter(
            check_of=self.check.captions_id,
            state__in=COVERING,
            derivative__kind=_KINDS.CAPTIONS,
        ).select_related("derivative")
        by_source: dict[Derivative, list[Decision]] = {}
        for each in found:
            if each.derivative is not None:
                cut = Decision(each.place["start"], each.place["end"], GONE)
                by_source.setdefault(each.derivative, []).append(cut)
        spans = [spans_in_captions(words_of(source), cuts) for source, cuts in by_source.items()]
        return [span for each in spans for span in each]

    def _rest(self, whole: list[Derivative], covered: dict[UUID, Path]) -> None:
        """Cover the small pictures too: a thumbnail, and the still that stands for a film."""
        picture = next((each for each in whole if each.kind == _KINDS.PICTURE), None)
        for each in whole:
            target = self._target(each)
            if each.kind == _KINDS.THUMBNAIL and picture and picture.id in covered:
                self._masked(each, target, self._of(picture))
                covered[each.id] = target
            if each.kind == _KINDS.POSTER and (film := self._film(whole, covered)):
                video.from_url(settings.VIDEO_URL).poster(film, target)
                covered[each.id] = target

    def _film(self, whole: list[Derivative], covered: dict[UUID, Path]) -> Path | None:
        films = [
            covered[each.id]
            for each in whole
            if each.kind == _KINDS.RENDITION and each.id in covered
        ]
        return films[0] if films else None

    def _words(self, whole: list[Derivative], covered: dict[UUID, Path]) -> Path | None:
        """Give a document's words without what was covered; None where they are as they were."""
        if self.file.family != StoredFile.Family.DOCUMENT or not self.file.text:
            return None
        target = self.folder / "words.txt"
        target.write_text(self._plain(whole, covered), encoding="utf-8")
        return target

    def _plain(self, whole: list[Derivative], covered: dict[UUID, Path]) -> str:
        html = next((covered.get(each.id) for each in whole if each.kind == _KINDS.HTML), None)
        if html is not None:
            return text_in_html(html.read_text(encoding="utf-8"))
        loose = [each for each in self.chosen if each.where == "words"]
        on_pages = [each for each in self.chosen if "text" in each.place]
        if on_pages:
            return self._paper(whole)
        return apply(self.file.text, _decisions(loose, self.file.text, self.pupils))

    def _paper(self, whole: list[Derivative]) -> str:
        pages = pages_of(self.file)
        said = []
        for each in whole:
            if each.kind == _KINDS.PAGE and each.number in pages:
                text = pages[each.number].text
                found = [one for one in self._of(each) if "text" in one.place]
                said.append(apply(text, _decisions(found, text, self.pupils)))
        return "\n\n".join(said)


def _decisions(found: Iterable[Suggestion], text: str, pupils: dict[str, str]) -> list[Decision]:
    """Give what to write instead: a student's initials or pseudonym, or dots."""
    decisions = []
    for each in found:
        start, end = each.place["start"], each.place["end"]
        words = text[start:end].casefold()
        whole = {alias for name, alias in pupils.items() if words in name.casefold()}
        decisions.append(Decision(start, end, whole.pop() if len(whole) == 1 else GONE))
    return decisions
