"""The children that read strangers' files and draw ours: scan, video, pictures, paper."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.doors.cli.checks import NotInOrderError

if TYPE_CHECKING:
    import argparse

PNG = b"\x89PNG\r\n\x1a\n"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
)
TEMPLATE = '#set document(title: "Doctor")\n#let data = json("data.json")\n#data.word\n'


def _png(width: int, height: int, *, rows: int) -> bytes:
    """Write a grey PNG by hand; with fewer rows than it says it is a bomb's first page."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + b"\x80" * width for _row in range(rows)))
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return PNG + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def scan(_options: argparse.Namespace) -> str:
    """Have a small picture told and rebuilt, and a bomb refused, by the child with limits."""
    from django.conf import settings

    from lapel.ports.scan import Refused, from_url

    port = from_url(settings.SCAN_URL)
    with tempfile.TemporaryDirectory() as folder:
        picture, bomb = Path(folder) / "picture", Path(folder) / "bomb"
        picture.write_bytes(_png(16, 16, rows=16))
        bomb.write_bytes(_png(60_000, 60_000, rows=4))
        kind = port.identify(picture)
        made = port.rebuild(picture, Path(folder) / "out")
        if kind.media_type != "image/png" or not made.files:
            raise NotInOrderError(f"a small PNG was taken for {kind.media_type}.")
        try:
            port.rebuild(bomb, Path(folder) / "out-2")
        except Refused as refused:
            return f"told and rebuilt a PNG; refused a bomb ({refused.code})"
    raise NotInOrderError("a picture bomb was not refused.")


def video(_options: argparse.Namespace) -> str:
    """Make a clip of one second from a picture, and measure it."""
    from django.conf import settings

    from lapel.ports.video import from_url

    port = from_url(settings.VIDEO_URL)
    with tempfile.TemporaryDirectory() as folder:
        frame, clip = Path(folder) / "frame.png", Path(folder) / "clip.mp4"
        frame.write_bytes(_png(64, 36, rows=36))
        port.slideshow([(frame, 1.0)], clip, size=(64, 36))
        media = port.probe(clip)
    if not 0.8 < media.duration < 1.5 or media.video_codec is None:
        raise NotInOrderError(f"a clip of one second was measured as {media.duration:.1f} s.")
    return f"made a clip and measured {media.duration:.1f} s of {media.video_codec}"


def redaction(_options: argparse.Namespace) -> str:
    """Have a picture looked through for faces, which needs the model, and a part of it covered."""
    from django.conf import settings

    from lapel.domain.redaction import Box
    from lapel.ports.redaction import from_url

    port = from_url(settings.REDACTION_URL)
    with tempfile.TemporaryDirectory() as folder:
        picture, covered = Path(folder) / "picture.png", Path(folder) / "covered.png"
        picture.write_bytes(_png(64, 64, rows=64))
        found = port.faces_in_picture(picture)
        port.mask_picture(picture, covered, [Box(0.2, 0.2, 0.4, 0.4)], look="black")
        if found or covered.read_bytes() == picture.read_bytes():
            raise NotInOrderError("a grey picture held a face, or was not covered.")
    return "looked for faces, and covered a part of a picture"


def pictures(_options: argparse.Namespace) -> str:
    """Turn a drawing into a picture."""
    from django.conf import settings

    from lapel.ports.press import from_url

    drawn = from_url(settings.PRESS_URL).png(DRAWING, width=64)
    if not drawn.startswith(PNG) or struct.unpack(">II", drawn[16:24]) != (64, 64):
        raise NotInOrderError("a drawing did not become a PNG of its size.")
    return "drew an SVG as a PNG of 64 by 64"


def paper(_options: argparse.Namespace) -> str:
    """Set a paper as PDF."""
    from django.conf import settings

    from lapel.ports.press import Paper, from_url

    sheet = Paper(template=TEMPLATE, values={"word": "Health"}, pictures={})
    made = from_url(settings.PRESS_URL).pdf(sheet)
    if not made.startswith(b"%PDF-"):
        raise NotInOrderError("a paper did not become a PDF.")
    return f"set a tagged PDF of {len(made) / 1000:.0f} kB"
