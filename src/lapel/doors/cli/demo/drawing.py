"""Pictures, papers and recordings drawn by the project, with typst and ffmpeg.

One typst run draws many pages, so that a hundred pictures cost about a second each ten.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lapel.ports.video import Video

# Ground, ink and accent of the papers and boards a class leaves behind.
_GROUNDS = [
    ("#2f4a43", "#f3f1e6", "#f2c879"),  # chalk board
    ("#f8f3e6", "#2b2a33", "#a63d2f"),  # paper
    ("#fdfdfb", "#243b6b", "#c2571a"),  # white board
    ("#efe2c8", "#3a2c22", "#3f6b4f"),  # wrapping paper
]
_PAGE = """
#let page-of(ground, ink, accent, title, lines, tilt) = {
  set page(width: 1024pt, height: 768pt, margin: 0pt, fill: rgb(ground))
  set text(fill: rgb(ink), font: "Libertinus Serif", size: 34pt)
  page(place(center + horizon, rotate(tilt * 1deg, block(width: 860pt, {
    text(fill: rgb(accent), size: 46pt, weight: "bold", title)
    line(length: 100%, stroke: 3pt + rgb(accent))
    v(18pt)
    for entry in lines { block(spacing: 26pt, entry) }
  }))))
}
"""
_SLIDE = """
#let slide(number, total, heading, body) = {
  set page(width: 854pt, height: 480pt, margin: (x: 64pt, y: 48pt), fill: rgb("#f7f1e4"))
  set text(fill: rgb("#2a2a3a"), font: "Libertinus Serif", size: 25pt)
  page({
    place(top + left, dx: -64pt, dy: -48pt, rect(width: 14pt, height: 480pt, fill: rgb("#31417a")))
    text(size: 15pt, fill: rgb("#6a5a48"), str(number) + " / " + str(total))
    v(10pt)
    text(size: 38pt, weight: "bold", fill: rgb("#31417a"), heading)
    v(12pt)
    par(leading: 0.75em, body)
  })
}
"""

# A class before the board: a picture of 1000 by 700, and of 1000 by 750 for a film.
CLASSROOM = """
#set page(width: 1000pt, height: 700pt, margin: 0pt, fill: rgb("#efe7d6"))
#place(dx: 60pt, dy: 40pt, rect(width: 880pt, height: 170pt, fill: rgb("#2f4a43"), radius: 6pt))
#place(dx: 100pt, dy: 90pt, text(size: 44pt, fill: rgb("#f3f1e6"))[What do our slips tell us?])
#let child(x, y, skin, cloth) = {
  place(dx: x - 75pt, dy: y + 70pt, rect(width: 150pt, height: 400pt, fill: cloth, radius: 40pt))
  place(dx: x - 45pt, dy: y - 56pt, ellipse(width: 90pt, height: 112pt, fill: skin))
  place(dx: x - 22pt, dy: y - 12pt, circle(radius: 5pt, fill: black))
  place(dx: x + 12pt, dy: y - 12pt, circle(radius: 5pt, fill: black))
}
#child(190pt, 315pt, rgb("#7a4a2b"), rgb("#31417a"))
#child(490pt, 301pt, rgb("#b57b50"), rgb("#a63d2f"))
#child(790pt, 322pt, rgb("#5c3620"), rgb("#3f6b4f"))
"""
CLASSROOM_FILM = CLASSROOM.replace("height: 700pt", "height: 750pt")


def board_pictures(boards: Sequence[tuple[str, Sequence[str]]]) -> list[bytes]:
    """Draw one picture (PNG, 1024 by 768) of a board or paper for each (title, lines)."""
    calls = []
    for number, (title, lines) in enumerate(boards):
        ground, ink, accent = _GROUNDS[sum(map(ord, title)) % len(_GROUNDS)]
        tilt = (number * 7 % 5 - 2) / 2
        words = ", ".join(json.dumps(line, ensure_ascii=False) for line in lines)
        call = f'#page-of("{ground}", "{ink}", "{accent}", '
        calls.append(f"{call}{json.dumps(title, ensure_ascii=False)}, ({words},), {tilt})")
    return _pages(_PAGE + "\n".join(calls)) if calls else []


def slides(scenes: Sequence[tuple[str, str]]) -> list[bytes]:
    """Draw one slide (PNG, 854 by 480) for each (heading, text)."""
    calls = [
        f"#slide({number}, {len(scenes)}, {json.dumps(heading, ensure_ascii=False)}, "
        f"{json.dumps(text, ensure_ascii=False)})"
        for number, (heading, text) in enumerate(scenes, start=1)
    ]
    return _pages(_SLIDE + "\n".join(calls))


def scene(source: str) -> bytes:
    """Draw one picture (PNG) of Typst's own words."""
    return _pages(source)[0]


def _pages(source: str) -> list[bytes]:
    import typst

    made = typst.compile(source.encode(), format="png", ppi=72.0)
    return made if isinstance(made, list) else [made]


def paper(title: str, lines: Sequence[str]) -> bytes:
    """Write a one-page PDF."""
    import typst

    words = "\n".join(f"#block(spacing: 1.2em, {json.dumps(x, ensure_ascii=False)})" for x in lines)
    heading = json.dumps(title, ensure_ascii=False)
    source = (
        f'#set document(title: {heading})\n#set page(paper: "a5", margin: 16mm)\n'
        f'#set text(font: "Libertinus Serif", size: 12pt)\n'
        f'#text(size: 18pt, weight: "bold", {heading})\n{words}\n'
    )
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


def letter(title: str, lines: Sequence[str]) -> bytes:
    """Write a small Word document (docx), as a teacher's plan comes."""
    style = '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr>'
    paragraphs = [f"<w:p><w:r>{style}<w:t>{escape(title)}</w:t></w:r></w:p>"]
    paragraphs += [f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines]
    office = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{office}officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}wordprocessingml/2006/main"><w:body>'
        f"{''.join(paragraphs)}</w:body></w:document>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return file.getvalue()


def film(
    video: Video,
    frames: Sequence[bytes],
    seconds: Sequence[float],
    folder: Path,
    *,
    size: tuple[int, int] = (854, 480),
) -> Path:
    """Show pictures one after another, without sound; an mp4 in `folder`."""
    out, shown = folder / "film.mp4", []
    for number, (frame, length) in enumerate(zip(frames, seconds, strict=True)):
        path = folder / f"frame-{number}.png"
        path.write_bytes(frame)
        shown.append((path, length))
    video.slideshow(shown, out, size=size)
    return out


def captions(lines: Sequence[str], seconds: Sequence[float]) -> bytes:
    """Write WebVTT with one cue for each line."""
    cues, at = ["WEBVTT"], 0.0
    for line, length in zip(lines, seconds, strict=True):
        cues.append(f"{_stamp(at)} --> {_stamp(at + length - 0.1)}\n{line}")
        at += length
    return ("\n\n".join(cues) + "\n").encode()


def _stamp(at: float) -> str:
    return f"{int(at // 3600):02}:{int(at // 60) % 60:02}:{at % 60:06.3f}"
