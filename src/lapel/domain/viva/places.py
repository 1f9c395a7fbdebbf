"""Places in a teacher's own evidence that a question may point to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# Shorter ones say too little to ask about, longer ones cannot be read out.
FEWEST_WORDS = 6
MOST_WORDS = 40
# Where a sentence ends, in Latin, Arabic, Devanagari and Chinese letters.
_ENDS = re.compile("(?<=[.!?\u061f\u0964])\\s+|(?<=[\u3002\uff01\uff1f])|\n+")


class Kind(StrEnum):
    """What a place is."""

    WORDS = "words"
    ARTEFACT = "artefact"
    CHANGE = "change"
    WORK = "work"


@dataclass(frozen=True)
class Place:
    """A place: `source` is `answer:<question>`, `artefact:<id>`, or `work` for the whole of it.

    `title` is the question she answered or what she calls the artefact; `quote` her own sentence.
    """

    kind: Kind
    source: str
    title: str = ""
    quote: str = ""


WHOLE = Place(Kind.WORK, "work")


def sentences(text: str) -> list[str]:
    """Cut a text into the sentences that can be asked about, in their order, each once."""
    found = [" ".join(each.split()) for each in _ENDS.split(text)]
    fitting = [each for each in found if FEWEST_WORDS <= len(each.split()) <= MOST_WORDS]
    return list(dict.fromkeys(fitting))


def places_in(
    answers: Mapping[str, tuple[str, str]],
    artefacts: Iterable[tuple[str, str]],
    *,
    changed: Collection[str] = (),
) -> list[Place]:
    """List the places of one attempt.

    `answers` gives prompt and text by question, `artefacts` are ids with titles, and `changed`
    names the sources that are not as they were in the attempt before.
    """
    found = []
    for name, (prompt, text) in answers.items():
        source = f"answer:{name}"
        found += [Place(Kind.WORDS, source, prompt, each) for each in sentences(text)]
        found += [Place(Kind.CHANGE, source, prompt)] if source in changed else []
    for name, title in artefacts:
        source = f"artefact:{name}"
        found.append(Place(Kind.ARTEFACT, source, title))
        found += [Place(Kind.CHANGE, source, title)] if source in changed else []
    return found
