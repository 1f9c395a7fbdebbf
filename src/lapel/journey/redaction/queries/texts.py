"""What a teacher's own words may tell of a student."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.redaction import Find, finds
from lapel.journey.redaction.models import Passed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from lapel.domain.redaction import Pupil


@dataclass(frozen=True)
class TextFind:
    """A find in one of her texts, with the words around it, and what to write instead."""

    place: str
    find: Find
    before: str
    after: str
    instead: str

    @property
    def digest(self) -> str:
        """Name what was found, to let it stand."""
        return digest_of(self.place, self.find)


AROUND = 60


def digest_of(place: str, find: Find) -> str:
    """Hash what was found; the same word in the same text is settled once."""
    words = f"{place}\n{find.kind}\n{find.text.casefold()}"
    return hashlib.sha256(words.encode()).hexdigest()


def text_finds(
    *, subject: UUID, texts: Mapping[str, str], pupils: Sequence[Pupil], language: str
) -> list[TextFind]:
    """Give what in these texts (by place) is to be settled still, once for each word of a place."""
    passed = set(Passed.objects.filter(subject=subject).values_list("digest", flat=True))
    found: dict[str, TextFind] = {}
    for place, text in texts.items():
        for find in finds(text, class_list=pupils, language=language):
            digest = digest_of(place, find)
            if digest not in passed:
                found.setdefault(digest, _described(place, text, find, pupils))
    return list(found.values())


def _described(place: str, text: str, find: Find, pupils: Sequence[Pupil]) -> TextFind:
    instead = pupils[find.pupil].alias if find.pupil is not None else ""
    before = text[max(0, find.start - AROUND) : find.start]
    return TextFind(place, find, before, text[find.end : find.end + AROUND], instead or "…")
