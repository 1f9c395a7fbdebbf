"""Talks with captions put together by chance; when each word is said comes from the scene."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from labelled.texts import Text, text

# Seconds that a letter takes, after common rates of reading aloud: about fifteen letters a second,
# five signs of Chinese, seven of Korean. A digit is a word.
LETTER = {"zh": 0.20, "ko": 0.14}
COMMON_LETTER, DIGIT = 0.065, 0.30
LONGEST_CUE, LONGEST_LINE = 64, 34


@dataclass(frozen=True)
class Said:
    """Something that tells who a child is: what it is, how it is written, and when it is said."""

    kind: str
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Talk:
    """A recording's words: its captions as WebVTT, what is to be found in them, and its length."""

    about: Text
    captions: str
    said: tuple[Said, ...]
    length: float


def talk(seed: int, language: str, sentences: int = 8) -> Talk:
    """Let somebody speak a text as people do: at no even pace, with pauses, and captioned so so.

    One in three is written as machines do it: without capitals and without stops.
    """
    chance = random.Random(f"talk {seed} {language}")
    about = text(seed, language, sentences)
    labels = about.labels
    words = "\n".join(about.lines)
    if chance.random() < 1 / 3:
        words = re.sub(r"[,;:.!?]+(?=\s|$)", "", words.lower())
        labels = [(kind, found.lower()) for kind, found in labels]
    times = _times(chance, words, LETTER.get(language, COMMON_LETTER))
    return Talk(about, _captions(chance, words, times), _said(words, labels, times), times[-1])


def _times(chance: random.Random, words: str, letter: float) -> list[float]:
    """Give when each sign begins, and at last when all is said."""
    at, own, pace = 0.5, chance.lognormvariate(0, 0.15), 1.0
    times = [at]
    for before, sign in pairwise("\n" + words):
        if before.isspace():
            pace = own * chance.lognormvariate(0, 0.25)
        if sign == "\n":
            at += chance.uniform(0.2, 1.5)
        elif sign.isspace():
            at += chance.uniform(0.2, 1.0) if chance.random() < 0.1 else 0.02
        elif sign.isdigit():
            at += DIGIT * pace
        else:
            at += letter * pace if sign.isalpha() or not sign.isascii() else chance.uniform(0, 0.3)
        times.append(at)
    return times


def _said(words: str, labels: list[tuple[str, str]], times: list[float]) -> tuple[Said, ...]:
    said, reached = [], 0
    for kind, found in labels:
        start = words.index(found, reached)
        reached = start + len(found)
        said.append(Said(kind, found, round(times[start], 3), round(times[reached], 3)))
    return tuple(said)


def _captions(chance: random.Random, words: str, times: list[float]) -> str:
    """Write WebVTT; a cue comes and goes about as it is said, sooner or later by a little."""
    cues = ["WEBVTT\n"]
    for match in re.finditer(r"[^\n]+", words):
        for start, end in _cut(words, match.start(), match.end(), LONGEST_CUE):
            begin = max(0.0, times[start] + chance.gauss(0, 0.15))
            finish = max(begin + 0.3, times[end] + chance.gauss(0, 0.15))
            lines = [words[one:two] for one, two in _cut(words, start, end, LONGEST_LINE)]
            cues.append(f"{_clock(begin)} --> {_clock(finish)}\n" + "\n".join(lines) + "\n")
    return "\n".join(cues)


def _cut(words: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """Cut a stretch at spaces, and where there are none, anywhere."""
    pieces = []
    while end - start > longest:
        space = words.rfind(" ", start + 1, start + longest)
        cut = space if space > 0 else start + longest
        pieces.append((start, cut))
        start = cut + (space > 0)
    return [*pieces, (start, end)]


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
