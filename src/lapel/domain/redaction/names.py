"""Names of a class list, found in a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lapel.domain.redaction.find import Find
from lapel.domain.redaction.folding import (
    Token,
    fold,
    has_case,
    is_hangul,
    is_near,
    is_unspaced,
    tokens,
)
from lapel.domain.redaction.ordinary import (
    CAPITALS_SAY_NOTHING,
    PREFIXES,
    first_part,
    is_inflected,
    ordinary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lapel.domain.redaction.find import Pupil

SURE, INFLECTED, NEAR, JOINED = 0.95, 0.8, 0.7, 0.75
ORDINARY_SMALL, ORDINARY_FIRST, ORDINARY_CAPITAL = 0.3, 0.5, 0.9
UNCASED = 0.7  # of the certainty of a slip, where no capital says that it is a name
FEW_WORDS = 20  # of a text that may have no capitals by chance
# Small words within names; alone they tell of nobody.
_PARTICLES = """al abu bin bint ibn da das de del della den der di dos du e el la le los mac mc
    san st ter van ver von y zu"""
PARTICLES = frozenset(_PARTICLES.split())
# One slip in a name of five letters, two in one of nine: shorter ones are too like other words.
SLIPS = ((9, 2), (5, 1))
_GAP = re.compile(r"[\s\-\u2010\u2011.·_]{0,3}")
_SENTENCE_BEFORE = re.compile(r"(^|[.!?:\n\r\"“„«(\[*#>•-])\s*$")


@dataclass(frozen=True, slots=True)
class _Part:
    folded: str
    pupil: int


@dataclass(frozen=True, slots=True)
class _Index:
    """The class list, made ready: parts of names by how they are compared."""

    exact: dict[str, int]
    written: frozenset[str]
    parts: tuple[_Part, ...]
    unspaced: tuple[_Part, ...]


def found_names(
    text: str, pupils: Sequence[Pupil], *, language: str, camel: bool = False
) -> list[Find]:
    """Give the places of names, parts of one full name joined."""
    index = _index(pupils)
    words = list(tokens(text, camel=camel))
    # captions that a machine wrote have no capitals: there a small letter says nothing
    cased = len(words) < FEW_WORDS or any(word.text != word.text.lower() for word in words)
    found = [
        find
        for token in words
        if (find := _judged(text, token, index, language, cased=cased)) is not None
    ]
    found += _within(text, index, language)
    return list(_joined(text, sorted(found, key=lambda find: find.start)))


def _index(pupils: Sequence[Pupil]) -> _Index:
    parts = [
        _Part(folded, number)
        for number, pupil in enumerate(pupils)
        for name in (pupil.name, *pupil.nicknames)
        for folded in _spellings(name)
    ]
    exact: dict[str, int] = {}
    for part in parts:
        exact.setdefault(part.folded, part.pupil)
    unspaced = tuple(part for part in parts if is_unspaced(part.folded[0]))
    names = [each for pupil in pupils for each in (pupil.name, *pupil.nicknames)]
    written = frozenset(_plain(token.text) for name in names for token in tokens(name))
    return _Index(exact, written, tuple(part for part in parts if part not in unspaced), unspaced)


def _spellings(name: str) -> Iterator[str]:
    """Give the parts of a name as they may be written, the whole of it in one word among them."""
    words = [token.folded for token in tokens(name)]
    for word in words:
        if is_unspaced(word[0]):
            yield from _given(word)
        elif len(word) > 1 and word not in PARTICLES:
            yield word
            if len(word) in (3, 4) and is_hangul(word):
                yield word[-2:]
    # German and Nordic letters written out: Müller, Mueller
    out = [_written_out(token.text) for token in tokens(name)]
    yield from (word for word in out if word not in words)
    if len(words) > 1:
        yield "".join(words[:2])
        yield "".join(words)
        yield "".join(out)


def _written_out(word: str) -> str:
    pairs = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
    return fold("".join(pairs.get(char, char) for char in word.lower()))


def _given(word: str) -> Iterator[str]:
    """Give a name without spaces, and what follows the family's sign in a Chinese one."""
    if len(word) > 1:
        yield word
    if len(word) in (3, 4) and "\u3400" <= word[0] <= "\u9fff":
        yield word[-2:]


def _judged(text: str, token: Token, index: _Index, language: str, *, cased: bool) -> Find | None:
    if token.folded in index.exact:
        certainty = _of_exact(text, token, index, language, cased=cased)
        pupil = index.exact[token.folded]
    else:
        pupil, certainty = _like(token, index, language, cased=cased)
    if certainty <= 0:
        return None
    return Find("name", token.start, token.end, token.text, certainty, pupil)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _of_exact(text: str, token: Token, index: _Index, language: str, *, cased: bool) -> float:
    """Say how sure a name is that may be a word too; 0 for what nobody would take for a name."""
    plain = _plain(token.text)
    if plain != token.folded and plain not in index.written:
        # diacritics are left out by many, but whoever sets others writes another word
        return 0.0 if token.text.islower() else ORDINARY_FIRST
    if token.folded not in ordinary(language):
        return 0.0 if _is_small(token, cased=cased) and len(token.folded) == 2 else SURE
    if not cased or not has_case(token.text) or first_part(language) in CAPITALS_SAY_NOTHING:
        return ORDINARY_FIRST
    if token.text.islower():
        return 0.0 if len(token.folded) <= 3 else ORDINARY_SMALL
    if token.text.isupper() or _SENTENCE_BEFORE.search(text[max(0, token.start - 8) : token.start]):
        return ORDINARY_FIRST
    return ORDINARY_CAPITAL


def _is_small(token: Token, *, cased: bool) -> bool:
    """Tell whether small letters say that a word is no name."""
    return cased and has_case(token.text) and token.text.islower()


def _like(token: Token, index: _Index, language: str, *, cased: bool) -> tuple[int, float]:
    """Give whose name a word is like, and how sure that is: 0 where it is like none."""
    word = token.folded
    # a word of nothing but marks folds to none
    if not word or _is_small(token, cased=cased):
        return 0, 0.0
    if word[0] in PREFIXES and (pupil := index.exact.get(word[1:])) is not None:
        return pupil, INFLECTED
    rarely = 0.5 if word in ordinary(language) else 1.0
    if not cased and has_case(word):
        rarely *= UNCASED
    for part in index.parts:
        if is_inflected(word, part.folded):
            return part.pupil, INFLECTED * rarely
    for part in index.parts:
        most = next((slips for least, slips in SLIPS if len(part.folded) >= least), 0)
        if most and word[0] == part.folded[0] and is_near(word, part.folded, most):
            return part.pupil, NEAR * rarely
    return 0, 0.0


def _within(text: str, index: _Index, language: str) -> Iterator[Find]:
    """Give names of scripts that put no spaces, the longest first."""
    taken: list[tuple[int, int]] = []
    for part in sorted(index.unspaced, key=lambda part: -len(part.folded)):
        for match in re.finditer(re.escape(part.folded), text):
            start, end = match.span()
            if not any(start < last and first < end for first, last in taken):
                taken.append((start, end))
                certainty = ORDINARY_FIRST if part.folded in ordinary(language) else SURE
                yield Find("name", start, end, text[start:end], certainty, part.pupil)


def _joined(text: str, found: Iterable[Find]) -> Iterator[Find]:
    """Make one of neighbours of the same pupil: together they are no ordinary words."""
    run: list[Find] = []
    for find in found:
        if run and find.start < run[-1].end:
            continue
        if run and not (_share(run[-1], find) and _GAP.fullmatch(text[run[-1].end : find.start])):
            yield _one(text, run)
            run = []
        run.append(find)
    if run:
        yield _one(text, run)


def _share(first: Find, second: Find) -> bool:
    return first.pupil == second.pupil


def _one(text: str, run: list[Find]) -> Find:
    if len(run) == 1:
        return run[0]
    start, end = run[0].start, run[-1].end
    return replace(run[0], end=end, text=text[start:end], certainty=SURE)
