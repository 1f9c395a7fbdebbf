"""Captions and transcripts: WebVTT, SubRip and timed text in, plain WebVTT out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from pathlib import Path

from lapel.ports.scan import Derivative, Rebuilt, Refused
from lapel.ports.scan.plain import clean_text, read_text, write_text

MOST_CUES = 20_000
TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
ARROW = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
TAG = re.compile(r"</?[^>]*>")
# [00:12] or 1:02:03 - at the beginning of a line, as transcription services write it
STAMP = re.compile(
    r"\s*[\[(]?(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)(?:[.,]\d+)?[\])]?\s*[-\u2013:]?\s+(.+)"
)
LAST_LINE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from start to end, in seconds."""

    start: float
    end: float
    words: str


def rebuild_captions(path: Path, outdir: Path, *, duration: float | None) -> Rebuilt:
    """Write captions.vtt, or transcript.txt for a text without times."""
    text = read_text(path)
    cues = list(_cues(text)) if "-->" in text else _timed_lines(text, duration)
    if not cues and (text.startswith("WEBVTT") or "-->" in text):
        raise Refused("no_cues")
    if not cues:
        clean = clean_text(text)
        return Rebuilt((write_text(clean, outdir, "transcript"),), clean)
    cues = sorted(cues[:MOST_CUES], key=lambda cue: (cue.start, cue.end))
    target = outdir / "captions.vtt"
    target.write_text(to_vtt(cues), encoding="utf-8")
    words = "\n".join(cue.words for cue in cues) + "\n"
    return Rebuilt((Derivative("captions", target, "text/vtt"),), words)


def to_vtt(cues: list[Cue]) -> str:
    """Write cues as WebVTT (W3C, 4.1) without notes, styles, regions, settings or names."""
    blocks = (
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n{escape(cue.words, quote=False)}\n"
        for cue in cues
    )
    return "\n".join(["WEBVTT\n", *blocks])


def _cues(text: str) -> Iterator[Cue]:
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        for place, line in enumerate(lines[:2]):
            found = ARROW.match(line)
            if found and not block.startswith(("NOTE", "STYLE", "REGION")):
                times = found.groups()
                cue = Cue(_seconds(*times[:4]), _seconds(*times[4:]), _words(lines[place + 1 :]))
                if cue.words and cue.end > cue.start:
                    yield cue
                break


def _timed_lines(text: str, duration: float | None) -> list[Cue]:
    found = [match for line in text.split("\n") if (match := STAMP.match(line))]
    starts = [_seconds(match[1], match[2], match[3], "0") for match in found]
    if not starts:
        return []
    end = max(duration or 0.0, starts[-1] + LAST_LINE_SECONDS)
    spans = pairwise([*starts, end])
    return [
        Cue(start, stop, _words([match[4]]))
        for match, (start, stop) in zip(found, spans, strict=True)
        if stop > start
    ]


def _words(lines: list[str]) -> str:
    spoken = VOICE.sub(lambda voice: f"{voice[1]}: ", "\n".join(lines))
    clean = clean_text(unescape(TAG.sub("", spoken))).strip()
    return clean.replace("-->", "→")


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
