"""Captions as WebVTT: their words, and when they are spoken."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

from lapel.domain.redaction.applying import apply_to_parts, in_order
from lapel.domain.redaction.boxes import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lapel.domain.redaction.applying import Decision

_TIME = r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})"
_CUE = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}")
# Captions are not cut to the tenth of a second; and people do not speak evenly, so that the farther
# a word is from both ends of its cue, the less is known of when it is said. A digit is a word of
# four letters. Chosen on the training part of the drawn talks (ADR 28).
MARGIN, FARTHER = 0.25, 0.25  # seconds; seconds for the root of a second
DIGIT, PAUSE, STOP = 4.0, 0.3, 2.0  # letters


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file: words of a cue with the cue's times, or anything else without.

    `first` is how long the cue's lines before it take to say, and `whole` how long all of them do.
    """

    text: str
    cue: tuple[float, float] | None = None
    first: float = 0.0
    whole: float = 0.0


def text_in_captions(vtt: str) -> str:
    """Give the words of a WebVTT file as `apply_to_captions` counts them: a line per cue line."""
    return "".join(line.text for line in _lines(vtt) if line.cue)


def length_of_captions(vtt: str) -> float:
    """Give the second at which the last cue of a WebVTT file ends; 0 where there is none."""
    return max((line.cue[1] for line in _lines(vtt) if line.cue), default=0.0)


def apply_to_captions(vtt: str, decisions: Iterable[Decision]) -> str:
    """Give the captions with each place of `text_in_captions(vtt)` replaced, times as before."""
    lines = list(_lines(vtt))
    words = iter(apply_to_parts([line.text for line in lines if line.cue], decisions))
    return "".join(_written(next(words)) if line.cue else line.text for line in lines)


def _written(words: str) -> str:
    """Escape what a line holds; its end is kept even where a place went over it."""
    return escape(words.rstrip("\n").replace("-->", "→"), quote=False) + "\n"


def spans_in_captions(vtt: str, decisions: Iterable[Decision]) -> list[Span]:
    """Give when the places of `text_in_captions(vtt)` are spoken, to be bleeped; joined, in order.

    A cue's words are taken to be spoken evenly over its time; each span is wider by a margin, and
    by more in the middle of a long cue.
    """
    lines = [line for line in _lines(vtt) if line.cue]
    ordered = in_order(decisions, sum(len(line.text) for line in lines))
    spans: list[Span] = []
    offset = 0
    for line in lines:
        end = offset + len(line.text)
        spans += [
            _span(line, each.start - offset, each.end - offset)
            for each in ordered
            if each.start < end and offset < each.end
        ]
        offset = end
    return _joined(spans)


def _span(line: _Line, start: int, end: int) -> Span:
    assert line.cue
    begin, finish = line.cue
    pace = (finish - begin) / line.whole if line.whole else 0.0
    first, last = (
        begin + pace * (line.first + _length(line.text[: max(place, 0)])) for place in (start, end)
    )
    before, after = (
        MARGIN + FARTHER * math.sqrt(max(0.0, min(at - begin, finish - at))) for at in (first, last)
    )
    return Span(max(0.0, first - before), last + after)


def _length(words: str) -> float:
    """Give how long words take to say, in letters."""
    return sum(map(_letters, words))


def _letters(sign: str) -> float:
    if sign.isdigit():
        return DIGIT
    if sign.isspace():
        return PAUSE
    return 1.0 if sign.isalpha() or not sign.isascii() else STOP


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _lines(vtt: str) -> Iterator[_Line]:
    """Give every line; joined, their texts are the file."""
    for block in re.split(r"(?<=\n)(?=[ \t]*\n)", vtt.replace("\r\n", "\n")):
        lines = block.splitlines(keepends=True)
        place = next((n for n, line in enumerate(lines) if _CUE.match(line)), None)
        if place is None:
            yield from map(_Line, lines)
        else:
            yield from map(_Line, lines[: place + 1])
            yield from _spoken(lines[place], lines[place + 1 :])


def _spoken(times: str, lines: list[str]) -> Iterator[_Line]:
    match = _CUE.match(times)
    assert match
    # a cue that ends before it begins is still spoken somewhere between the two
    begin, finish = sorted((_seconds(match.groups()[:4]), _seconds(match.groups()[4:])))
    cue = begin, finish
    words = [unescape(line) if line.endswith("\n") else f"{unescape(line)}\n" for line in lines]
    whole, first = sum(map(_length, words)), 0.0
    for each in words:
        yield _Line(each, cue, first, whole)
        first += _length(each)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
