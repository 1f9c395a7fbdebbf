"""Advice on a document that can be published: DOMAIN's "Quality of an MC", as warnings."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from lapel.domain.microcredential.problems import Problem, gettext_noop, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.microcredential.document import Document, Module

# Verbs whose doing nobody can see (Mager, 1997, Preparing Instructional Objectives, chapter 3).
UNSEEN = {"understands", "knows", "appreciates", "learns", "believes", "grasps", "values"}
UNSEEN |= {"realises", "realizes", "comprehends", "enjoys", "is", "becomes"}
FEWEST_CRITERIA, MOST_CRITERIA = 3, 8
# Björnsson (1968): LIX above 60 is "very difficult", as scientific prose.
HARDEST_LIX = 60
LONG_WORD = 6
# What is usually printed beside LIX: below each number, texts that read so.
LIX_READS = (
    (30, gettext_noop("very easy, as in children's books")),
    (40, gettext_noop("easy, as in novels and magazines")),
    (50, gettext_noop("medium, as in newspapers")),
    (60, gettext_noop("hard, as in official papers")),
    (math.inf, gettext_noop("very hard, as in scientific papers")),
)
# A session of fifteen minutes has eight or nine for something new, and one demanding thing.
SESSION_MINUTES, DEMANDING = 10, 7
CARD_WORDS = 40


def lint(document: Document) -> list[Problem]:
    """Give what could be better; none of it keeps the document from being published."""
    checks = (
        *(_statement, _evidence, _team, _research, _access),
        *(_rubric, _exemplars, _modules, _segments, _cards, _reading),
    )
    return [problem for each in checks for problem in each(document)]


def _statement(document: Document) -> Iterator[Problem]:
    sentences = [each for each in re.split(r"[.!?]+(?:\s|$)", document.statement) if each.strip()]
    if len(sentences) > 1:
        yield Problem(
            "statement",
            gettext_noop("holds {count} sentences; one competency fits into one."),
            {"count": len(sentences)},
        )
    words = document.statement.removeprefix("The teacher ").split()
    if words and words[0].lower() in UNSEEN:
        yield Problem(
            "statement",
            gettext_noop("begins with “{verb}”, which nobody can see; name what she does."),
            {"verb": words[0]},
        )


def _evidence(document: Document) -> Iterator[Problem]:
    slots = [slot for part in document.parts for slot in part.artefacts]
    if not any(slot.from_class and slot.required for slot in slots):
        yield Problem(
            "parts", gettext_noop("ask for no artefact from a real class (from_class, required).")
        )
    read = {reference for criterion in document.rubric for reference in criterion.reads}
    for at, part in enumerate(document.parts):
        for name in ("questions", "artefacts"):
            for number, item in enumerate(getattr(part, name)):
                if f"{part.key}.{item.key}" not in read:
                    path = path_of(["parts", at, name, number])
                    yield Problem(path, gettext_noop("is read by no criterion."))


def _team(document: Document) -> Iterator[Problem]:
    """Say where a team is allowed and little comes of it (R24)."""
    shared = {
        f"{part.key}.{slot.key}" for part in document.parts for slot in part.artefacts if slot.team
    }
    if document.team_allowed and not shared:
        yield Problem(
            "team_allowed",
            gettext_noop("is true, but no artefact says team: true, so nothing can be shared."),
        )
    if shared and not any(set(line.reads) <= shared for line in document.rubric):
        yield Problem(
            "rubric",
            gettext_noop(
                "holds no criterion that reads shared artefacts alone, so nothing is scored once "
                "for a team."
            ),
        )


def _research(document: Document) -> Iterator[Problem]:
    if not document.research:
        yield Problem("research", gettext_noop("is empty; name at least one study with its tier."))


def _access(document: Document) -> Iterator[Problem]:
    if not document.accessibility.strip():
        yield Problem(
            "accessibility",
            gettext_noop("is empty; say how a teacher with a disability gives this evidence."),
        )


def _rubric(document: Document) -> Iterator[Problem]:
    if not FEWEST_CRITERIA <= len(document.rubric) <= MOST_CRITERIA:
        yield Problem(
            "rubric",
            gettext_noop("holds {count} criteria; four to six are judged best."),
            {"count": len(document.rubric)},
        )
    for at, criterion in enumerate(document.rubric):
        levels = criterion.levels
        if len({levels.yes.strip(), levels.almost.strip(), levels.not_yet.strip()}) < 3:
            path = path_of(["rubric", at, "levels"])
            yield Problem(path, gettext_noop("say the same at two levels."))


def _exemplars(document: Document) -> Iterator[Problem]:
    shown = {(each.criterion, each.level) for each in document.exemplars}
    for criterion in document.rubric:
        for level in ("yes", "almost", "not_yet"):
            if (criterion.key, level) not in shown:
                yield Problem(
                    "exemplars",
                    gettext_noop("show nothing at level “{level}” for the criterion “{key}”."),
                    {"level": level, "key": criterion.key},
                )


def _modules(document: Document) -> Iterator[Problem]:
    if not document.modules:
        yield Problem("modules", gettext_noop("are empty; a teacher finds nothing to learn from."))


def _segments(document: Document) -> Iterator[Problem]:
    """Say where a segment asks for too much at once."""
    for at, module in enumerate(document.modules):
        yield from _heavy_segments(at, module)
        minutes = sum(each.minutes for each in module.segments)
        if minutes > module.minutes:
            yield Problem(
                path_of(["modules", at, "segments"]),
                gettext_noop("take {minutes} minutes, and the module says it takes {whole}."),
                {"minutes": minutes, "whole": module.minutes},
            )


def _heavy_segments(at: int, module: Module) -> Iterator[Problem]:
    for number, segment in enumerate(module.segments):
        path = path_of(["modules", at, "segments", number])
        load = segment.element_interactivity
        if load is None:
            yield Problem(
                path, gettext_noop("does not say how much has to be held together (1 to 9).")
            )
        if segment.minutes > SESSION_MINUTES:
            sentence = gettext_noop("takes {minutes} minutes; a daily session has about nine.")
            yield Problem(path, sentence, {"minutes": segment.minutes})
        if load is not None and load >= DEMANDING and not segment.worked_example.strip():
            sentence = gettext_noop(
                "asks to hold much together ({load} of 9) and shows no worked example."
            )
            yield Problem(path, sentence, {"load": load})


def _cards(document: Document) -> Iterator[Problem]:
    """Say which cards ask for more than one can recall in half a minute."""
    for at, module in enumerate(document.modules):
        for number, card in enumerate(module.cards):
            words = max(len(card.front.split()), len(card.back.split()))
            if words > CARD_WORDS:
                path = path_of(["modules", at, "cards", number])
                sentence = gettext_noop("has a side of {words} words; ask for one thing a card.")
                yield Problem(path, sentence, {"words": words})


def _reading(document: Document) -> Iterator[Problem]:
    texts = {"summary": document.summary, "why": document.why}
    texts["method.summary"] = document.method.summary
    for at, criterion in enumerate(document.rubric):
        levels = criterion.levels
        path = path_of(["rubric", at, "levels"])
        texts[path] = f"{levels.yes} {levels.almost} {levels.not_yet}"
    for path, text in texts.items():
        lix = readability(text)
        if lix > HARDEST_LIX:
            sentence = gettext_noop("is hard to read (LIX {lix}); shorten words and sentences.")
            yield Problem(path, sentence, {"lix": lix})


def readability(text: str) -> int:
    """Give LIX: words per sentence plus the percentage of words above six letters.

    Björnsson (1968); it needs no syllables and so serves every alphabet. 0 for no words.
    """
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)  # noqa: RUF001 (an apostrophe)
    if not words:
        return 0
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    long = sum(len(word) > LONG_WORD for word in words)
    return round(len(words) / sentences + 100 * long / len(words))


def readability_said(lix: int) -> str:
    """Say what a LIX means, in words for translators."""
    return next(said for below, said in LIX_READS if lix < below)
