"""Plain text and Markdown."""

import re
from pathlib import Path

from lapel.ports.scan import Derivative, Rebuilt, Refused
from lapel.ports.scan.sanitise import clean_html

MOST_BYTES = 2 * 1024 * 1024
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# C0 and C1 controls but tab and line feed, and the marks that turn the direction of what follows
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def rebuild_text(path: Path, outdir: Path) -> Rebuilt:
    """Write the text as UTF-8, and as a page with Markdown's headings, lists and emphasis."""
    text = clean_text(read_text(path))
    return Rebuilt((write_text(text, outdir), write_html(_marked(text), outdir)), text=text)


def read_text(path: Path) -> str:
    """Decode UTF-8, UTF-16 with its mark, or Windows-1252; Refused for what is no text."""
    if path.stat().st_size > MOST_BYTES:
        with path.open("rb") as file:
            raise Refused("unknown" if b"\0" in file.read(4096) else "long_text")
    text = _decoded(path.read_bytes())
    controls = sum(text.count(chr(code)) for code in (*range(9), *range(14, 27), 28, 29, 30, 31))
    if controls > len(text) // 1000:
        raise Refused("unknown")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _or_refused(content, encoding)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _or_refused(content, "cp1252")


def _or_refused(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("unknown") from None


def clean_text(text: str) -> str:
    """Drop what cannot be seen, and trailing space."""
    lines = (line.rstrip() for line in UNSEEN.sub("", text).split("\n"))
    return "\n".join(lines).strip("\n") + "\n"


def write_text(text: str, outdir: Path, kind: str = "text") -> Derivative:
    """Write a plain text derivative of this kind."""
    path = outdir / f"{kind}.txt"
    path.write_text(text, encoding="utf-8")
    return Derivative(kind, path, "text/plain")


def write_html(html: str, outdir: Path) -> Derivative:
    """Write an HTML fragment, sanitised."""
    path = outdir / "document.html"
    path.write_text(clean_html(html), encoding="utf-8")
    return Derivative("html", path, "text/html")


def _marked(text: str) -> str:
    from markdown_it import MarkdownIt

    # indented text is a lesson plan's layout far more often than code, and no picture is fetched
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable("table").disable(["code", "image", "html_block"])
    return str(parser.render(text))
