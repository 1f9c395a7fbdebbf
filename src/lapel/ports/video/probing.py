"""Reads what ffmpeg says about its input; there is no ffprobe beside the static program."""

import re
from pathlib import Path

from lapel.ports.video import Media, VideoRefused

LONGEST = 6 * 3600.0
MOST_PIXELS = 36_000_000

# lines of ffmpeg's own stand at two spaces; what a file says about itself stands deeper
INPUT = re.compile(r"^Input #0, ([\w,]+), from", re.MULTILINE)
DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
STREAM = re.compile(r"^  Stream #0:\d+\S*: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
ROTATION = re.compile(
    r"^ +display ?matrix: rotation of (-?\d+\.\d+) degrees", re.MULTILINE | re.IGNORECASE
)
SIZE = re.compile(r", (\d{1,6})x(\d{1,6})\b")
ASPECT = re.compile(r"\[SAR (\d+):(\d+) ")
RATE = re.compile(r", (\d+(?:\.\d+)?) fps")
# ARIB STD-B67 (HLG) and SMPTE ST 2084 (PQ), ITU-R BT.2100
HIGH_RANGE = re.compile(r"arib-std-b67|smpte2084")

# The demuxer is ours to choose: playlists and scripts, which name other files, are never among it
SIGNATURES: list[tuple[int, bytes, str]] = [
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"#!AMR", "amr"),
    (0, b"ID3", "mp3"),
    (8, b"WAVE", "wav"),
    (8, b"AVI ", "avi"),
    *((4, name, "mov") for name in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
]


def demuxer(path: Path) -> str:
    """Choose ffmpeg's demuxer by the first bytes; VideoRefused for anything unexpected."""
    with path.open("rb") as file:
        head = file.read(16)
    for place, magic, name in SIGNATURES:
        if head[place : place + len(magic)] == magic:
            return name
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"
    raise VideoRefused("unknown")


def source(path: Path) -> list[str]:
    """Give the arguments that open one file, and nothing the file may name."""
    kind = demuxer(path)
    return ["-protocol_whitelist", "file", "-f", kind, "-i", f"file:{path.absolute()}"]


def parse(said: str) -> Media:
    """Read ffmpeg's description; the duration is 0 when the file does not tell it."""
    found = INPUT.search(said)
    streams = STREAM.findall(said)
    video = next((s for s in streams if s[0] == "Video" and "(attached pic)" not in s[2]), None)
    audio = next((s for s in streams if s[0] == "Audio"), None)
    if not found or not (video or audio):
        raise VideoRefused("unknown", said[-2000:])
    width, height = _size(video[2]) if video else (None, None)
    return Media(
        duration=_duration(said),
        width=width,
        height=height,
        rotation=_rotation(said) if video else 0,
        video_codec=video[1] if video else None,
        audio_codec=audio[1] if audio else None,
        container=found[1].split(",")[0],
        frame_rate=_number(RATE.search(video[2])) if video else None,
        pixel_aspect=_aspect(video[2]) if video else 1.0,
        high_dynamic_range=bool(video and HIGH_RANGE.search(video[2])),
    )


def check(media: Media) -> Media:
    """Refuse what is too long or too large to be worked on."""
    if media.duration > LONGEST:
        raise VideoRefused("too_long")
    if media.width and media.height and media.width * media.height > MOST_PIXELS:
        raise VideoRefused("too_large")
    return media


def _duration(said: str) -> float:
    found = DURATION.search(said)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0


def _size(description: str) -> tuple[int, int]:
    found = SIZE.search(description)
    if not found:
        raise VideoRefused("damaged", description)
    return int(found[1]), int(found[2])


def _rotation(said: str) -> int:
    """Turn the display matrix's counter-clockwise degrees into ours."""
    found = ROTATION.search(said)
    return round(-float(found[1]) / 90) * 90 % 360 if found else 0


def _aspect(description: str) -> float:
    found = ASPECT.search(description)
    ratio = int(found[1]) / max(int(found[2]), 1) if found else 1.0
    return ratio if 0.2 < ratio < 5 else 1.0


def _number(found: re.Match[str] | None) -> float | None:
    return float(found[1]) if found else None
