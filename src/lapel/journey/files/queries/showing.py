"""What a page needs to show a file: from derivatives only, with fresh links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.redaction import text_in_captions
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries.keeping import words_of
from lapel.journey.files.queries.links import link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

_IMAGE = re.compile(r'src="([0-9a-f-]{36})"')


@dataclass(frozen=True)
class Shown:
    """What a page needs to show one file, from derivatives only."""

    file_id: UUID
    family: str
    state: str
    progress: int
    refusal: str
    duration: float | None
    text: str
    picture: str = ""
    picture_width: int | None = None
    picture_height: int | None = None
    thumbnail: str = ""
    pages: list[str] = field(default_factory=list)
    html: str = ""
    poster: str = ""
    rendition: str = ""
    rendition_type: str = ""
    captions: str = ""
    transcript: str = ""
    is_withdrawn: bool = False
    is_erased: bool = False
    mark: str = ""


def shown(
    file: StoredFile,
    *,
    captions: StoredFile | None = None,
    only: Collection[str] | None = None,
    vault: bool = False,
    mark: str = "",
) -> Shown:
    """Gather what can be shown of a file, with fresh links.

    `only` are the ids of the derivatives to show; without them it is the file as it was brought,
    for its owner. `vault` is for pages of the owner alone, `mark` for everybody else's.
    """
    named = _derivatives(file, captions, only)
    found = [each for each in named if each.erased_at is None]
    standing = found if vault else _standing(named, _every(file, captions))
    is_gone = bool(named) and not standing
    linked = _Linked(standing, vault=vault, mark=mark)
    kinds = Derivative.Kind
    rendition = next(iter(linked.of(kinds.RENDITION)), None)
    picture = next(iter(linked.of(kinds.PICTURE)), None)
    return Shown(
        file_id=file.id,
        family=file.family,
        state=file.state,
        progress=file.progress,
        refusal=file.refusal,
        duration=file.duration,
        text="" if is_gone else _text(file, linked),
        picture=linked.first(kinds.PICTURE),
        picture_width=picture.width if picture else None,
        picture_height=picture.height if picture else None,
        thumbnail=linked.first(kinds.THUMBNAIL),
        pages=[linked.link(page) for page in linked.of(kinds.PAGE)],
        html=linked.html(),
        poster=linked.first(kinds.POSTER),
        rendition=linked.first(kinds.RENDITION),
        rendition_type=rendition.media_type if rendition else "",
        captions=linked.first(kinds.CAPTIONS),
        transcript=linked.words(kinds.TRANSCRIPT),
        is_withdrawn=is_gone and bool(found),
        is_erased=is_gone and not found,
        mark=mark,
    )


def words_shown(
    file: StoredFile, *, captions: StoredFile | None = None, only: Collection[str] | None = None
) -> str:
    """Give the words of a file and of its captions as others read them, to be quoted from.

    `only` are the ids of the derivatives that are shown. What was covered is not in it, so that
    nobody can find a name by trying whether it can be quoted.
    """
    named = _derivatives(file, captions, only)
    standing = _standing(named, _every(file, captions))
    if named and not standing:
        return ""
    linked = _Linked(standing, vault=False, mark="")
    said = linked.words(Derivative.Kind.TRANSCRIPT)
    said = said or text_in_captions(linked.words(Derivative.Kind.CAPTIONS))
    if captions and not captions.derivatives.all():  # written here, with nothing to cover
        said = said or captions.text
    return "\n".join(words for words in (_text(file, linked), said) if words)


def _text(file: StoredFile, linked: _Linked) -> str:
    """Give a document's words; where some are covered, without them."""
    return linked.words(Derivative.Kind.WORDS) or file.text


def _every(file: StoredFile, captions: StoredFile | None) -> list[Derivative]:
    return [*file.derivatives.all(), *(captions.derivatives.all() if captions else [])]


def _derivatives(
    file: StoredFile, captions: StoredFile | None, only: Collection[str] | None
) -> list[Derivative]:
    found = _every(file, captions)
    shown = [
        each for each in found if (each.edition == 0 if only is None else str(each.id) in only)
    ]
    return sorted(shown, key=lambda each: (each.kind, each.number))


def _standing(named: list[Derivative], every: list[Derivative]) -> list[Derivative]:
    """Leave out what was withdrawn or erased; put in its place what was covered of it since."""
    standing = []
    for each in named:
        later = [
            other
            for other in every
            if (other.file_id, other.kind, other.number) == (each.file_id, each.kind, each.number)
            and other.edition > each.edition
            and other.withdrawn_at is None
            and other.erased_at is None
        ]
        if each.withdrawn_at is None and each.erased_at is None:
            standing.append(each)
        elif each.withdrawn_at is not None and later:
            standing.append(max(later, key=lambda other: other.edition))
    return [*standing, *_later_words(standing, named, every)]


def _later_words(
    standing: list[Derivative], named: list[Derivative], every: list[Derivative]
) -> list[Derivative]:
    """Give the words that belong to what was put in another's place, where none were named."""
    known = {each.id for each in named}
    newer = {(each.file_id, each.edition) for each in standing if each.id not in known}
    if not newer or any(each.kind == Derivative.Kind.WORDS for each in named):
        return []
    words = [each for each in every if each.kind == Derivative.Kind.WORDS]
    return [each for each in words if (each.file_id, each.edition) in newer]


class _Linked:
    """Derivatives by kind, with fresh links."""

    def __init__(self, found: Iterable[Derivative], *, vault: bool, mark: str) -> None:
        self._vault, self._mark = vault, mark
        self._by_kind: dict[str, list[Derivative]] = {}
        for each in found:
            self._by_kind.setdefault(each.kind, []).append(each)

    def of(self, kind: str) -> list[Derivative]:
        return self._by_kind.get(kind, [])

    def link(self, derivative: Derivative) -> str:
        return link(derivative, vault=self._vault, mark=self._mark)

    def first(self, kind: str) -> str:
        return self.link(self.of(kind)[0]) if self.of(kind) else ""

    def words(self, kind: str) -> str:
        return words_of(self.of(kind)[0]) if self.of(kind) else ""

    def html(self) -> str:
        kinds = Derivative.Kind
        links = {str(image.id): self.link(image) for image in self.of(kinds.IMAGE)}
        return _IMAGE.sub(lambda hit: f'src="{links.get(hit[1], "")}"', self.words(kinds.HTML))
