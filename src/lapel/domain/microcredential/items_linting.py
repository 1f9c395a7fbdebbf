"""Advice on questions of the diagnosis: cues that give the answer away, bias, overlap.

After Haladyna, Downing & Rodriguez (2002), A Review of Multiple-Choice Item-Writing Guidelines.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from lapel.domain.microcredential.linting import readability
from lapel.domain.microcredential.problems import Problem, gettext_noop, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lapel.domain.microcredential.items import Item, ItemsDocument

# Björnsson (1968): LIX up to 45 is the reach of newspapers.
HARDEST_LIX = 45
SHORTEST, LONGEST = 25, 150
LONGER_BY = 1.25
MOST_LONGEST, MOST_SHORTEST = 0.4, 0.5
# Two questions about different things share phrases of three words only by chance.
RUN = 3
MOST_SHARED = 0.15
ABSOLUTE = {"always", "never", "none", "nobody", "everybody", "everyone", "must", "impossible"}
CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the above|these)\b", re.IGNORECASE)
NEGATED = re.compile(r"\b(not|except|least)\b", re.IGNORECASE)
LOADED = (
    *("slow learner", "low ability", "high ability", "weak student", "bad parent", "problem child"),
    *("broken home", "normal student", "normal child", "inner-city", "wheelchair-bound", "exotic"),
    *("suffers from", "third world", "illegal immigrant", "mankind", "his or her culture"),
    *("girls are", "boys are", "visual learner", "auditory learner", "left-brain", "right-brain"),
)
SMALL = 5


class Alike(NamedTuple):
    """Two questions that share more than a phrase, and how much: 0 to 1."""

    one: str
    other: str
    share: float


def lint_items(document: ItemsDocument) -> list[Problem]:
    """Give what could be better in a document's questions; none of it keeps them out."""
    found = [
        problem
        for at, item in enumerate(document.items)
        for check in (_answers_shown, _question, _loaded, _length, _reading)
        for problem in check(at, item)
    ]
    return [*found, *_length_tells(document.items), *_overlaps(document.items)]


def alike(items: Iterable[Item]) -> list[Alike]:
    """Give the pairs of questions that share phrases, the most alike first (Jaccard)."""
    runs = {each.key: _runs(each.words) for each in items}
    holders: dict[tuple[str, ...], list[str]] = {}
    for key, held in runs.items():
        for run in held:
            holders.setdefault(run, []).append(key)
    shared = Counter(pair for keys in holders.values() for pair in combinations(keys, 2))
    found = (
        Alike(one, other, count / len(runs[one] | runs[other]))
        for (one, other), count in shared.items()
    )
    return sorted(
        (each for each in found if each.share > MOST_SHARED),
        key=lambda each: (-each.share, each.one, each.other),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _answers_shown(at: int, item: Item) -> Iterator[Problem]:
    """Say where an answer can be told from the others without knowing anything."""
    best, others = item.best, [each for each in item.options if each is not item.best]
    path = path_of(["items", at, "options"])
    usual = sum(len(each.text) for each in others) / len(others)
    if len(best.text) > max(LONGER_BY * usual, *(len(each.text) for each in others)):
        yield Problem(path, gettext_noop("give the best answer away: it is much the longest."))
    absolute = [bool(ABSOLUTE & set(_words(each.text))) for each in others]
    if any(absolute) and not ABSOLUTE & set(_words(best.text)):
        number = item.options.index(others[absolute.index(True)])
        place = path_of(["items", at, "options", number])
        yield Problem(
            place,
            gettext_noop(
                "can be struck out: it says always, never or nobody, and the best does not."
            ),
        )
    echoed = _echo(item.question, best.text) - {
        word for each in others for word in _echo(item.question, each.text)
    }
    if len(echoed) > 1:
        sentence = gettext_noop("give the best answer away: it alone repeats “{words}”.")
        yield Problem(path, sentence, {"words": ", ".join(sorted(echoed))})


def _echo(question: str, answer: str) -> set[str]:
    return {word for word in set(_words(question)) & set(_words(answer)) if len(word) > SMALL}


def _question(at: int, item: Item) -> Iterator[Problem]:
    if NEGATED.search(item.question):
        path = path_of(["items", at, "question"])
        yield Problem(path, gettext_noop("asks for what is not so; ask for what she would do."))
    for number, option in enumerate(item.options):
        if CATCH_ALL.search(option.text):
            path = path_of(["items", at, "options", number])
            yield Problem(path, gettext_noop("is no answer of its own; say what it would be."))


def _loaded(at: int, item: Item) -> Iterator[Problem]:
    text = " ".join(_words(item.words))
    for phrase in LOADED:
        if f" {' '.join(_words(phrase))} " in f" {text} ":
            sentence = gettext_noop("says “{phrase}”; say what was seen, without a label.")
            yield Problem(path_of(["items", at]), sentence, {"phrase": phrase})


def _length(at: int, item: Item) -> Iterator[Problem]:
    count = len(_words(item.vignette))
    if not SHORTEST <= count <= LONGEST:
        sentence = gettext_noop("has {count} words; a case takes {fewest} to {most}.")
        values = {"count": count, "fewest": SHORTEST, "most": LONGEST}
        yield Problem(path_of(["items", at, "vignette"]), sentence, values)


def _reading(at: int, item: Item) -> Iterator[Problem]:
    lix = readability(item.words)
    if lix > HARDEST_LIX:
        sentence = gettext_noop("is hard to read (LIX {lix}); shorten words and sentences.")
        yield Problem(path_of(["items", at]), sentence, {"lix": lix})


def _length_tells(items: Sequence[Item]) -> Iterator[Problem]:
    """Say where whoever takes the longest answer, or the shortest, would be right too often."""
    best = [(len(each.best.text), [len(option.text) for option in each.options]) for each in items]
    longest = sum(length == max(lengths) for length, lengths in best)
    shortest = sum(length == min(lengths) for length, lengths in best)
    if longest > max(1, MOST_LONGEST * len(items)):
        sentence = gettext_noop("have the longest answer as the best in {count} of {all}.")
        yield Problem("items", sentence, {"count": longest, "all": len(items)})
    if shortest > max(1, MOST_SHORTEST * len(items)):
        sentence = gettext_noop("have the shortest answer as the best in {count} of {all}.")
        yield Problem("items", sentence, {"count": shortest, "all": len(items)})


def _overlaps(items: Sequence[Item]) -> Iterator[Problem]:
    places = {each.key: at for at, each in enumerate(items)}
    for each in alike(items):
        sentence = gettext_noop("shares {percent} % of its phrases with “{other}”.")
        values = {"percent": round(100 * each.share), "other": each.one}
        yield Problem(path_of(["items", places[each.other]]), sentence, values)
