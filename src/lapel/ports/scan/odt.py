"""OpenDocument texts (ODF 1.3, part 3) as clean HTML: headings, paragraphs, lists, tables."""

import io
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.ports.scan import Rebuilt, Refused
from lapel.ports.scan.archive import check_xml, checked_archive
from lapel.ports.scan.docx import text_of
from lapel.ports.scan.pictures import Pictures
from lapel.ports.scan.plain import write_html, write_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, DRAW = f"{{{NAMES}text:1.0}}", f"{{{NAMES}table:1.0}}", f"{{{NAMES}drawing:1.0}}"
OFFICE = f"{{{NAMES}office:1.0}}"
SVG = f"{{{NAMES}svg-compatible:1.0}}"
HREF = "{http://www.w3.org/1999/xlink}href"
MOST_REPEATS = 50

WRAPPED = {
    f"{TEXT}p": "p",
    f"{TEXT}list": "ul",
    f"{TEXT}list-item": "li",
    f"{TEXT}list-header": "li",
    f"{TABLE}table": "table",
    f"{TABLE}table-row": "tr",
    f"{TABLE}table-cell": "td",
}
# comments, tracked changes, and fields that print who wrote, where the file lies, what it is called
DROPPED = {
    *(f"{OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "scripts")),
    *(f"{TEXT}{name}" for name in ("tracked-changes", "author-name", "author-initials", "creator")),
    *(f"{TEXT}{name}" for name in ("initial-creator", "printed-by", "file-name", "title")),
    *(f"{TEXT}{name}" for name in ("subject", "keywords", "description", "template-name")),
    *(f"{TEXT}sender-{name}" for name in ("firstname", "lastname", "initials", "email", "street")),
    *(f"{TEXT}sender-{name}" for name in ("city", "phone-private", "phone-work", "company")),
    *(f"{TEXT}user-defined", f"{TABLE}shapes", f"{DRAW}object", f"{SVG}title", f"{SVG}desc"),
}


def rebuild_odt(path: Path, outdir: Path) -> Rebuilt:
    """Make an HTML fragment, its pictures and its text."""
    from defusedxml.ElementTree import fromstring

    pictures = Pictures(outdir)
    with checked_archive(path) as archive:
        _refuse_locked_or_programmed(archive)
        check_xml(archive)
        body = fromstring(archive.read("content.xml"), forbid_dtd=True).find(f".//{OFFICE}text")
        if body is None:
            raise Refused("damaged")
        html = "".join(_Reader(archive, pictures).children(body))
    page = write_html(html, outdir)
    text = text_of(page.path.read_text(encoding="utf-8"))
    files = (page, write_text(text, outdir), *pictures.files)
    return Rebuilt(files, text, tuple(pictures.notes))


def _refuse_locked_or_programmed(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise Refused("locked")
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise Refused("macros")


class _Reader:
    """Turns elements into pieces of HTML; an element it does not know gives its content."""

    def __init__(self, archive: zipfile.ZipFile, pictures: Pictures) -> None:
        self._archive = archive
        self._pictures = pictures

    def children(self, element: "Element") -> Iterator[str]:
        """Give the text and the elements inside, in order."""
        yield escape(element.text or "")
        for child in element:
            if child.tag not in DROPPED:
                yield from self._element(child)
            yield escape(child.tail or "")

    def _element(self, element: "Element") -> Iterator[str]:
        match element.tag:
            case tag if tag == f"{TEXT}h":
                yield from self._wrap(element, f"h{_level(element)}")
            case tag if tag in WRAPPED:
                yield from self._repeated(element, WRAPPED[tag])
            case tag if tag == f"{TEXT}a":
                yield f'<a href="{escape(element.get(HREF, ""))}">'
                yield from self.children(element)
                yield "</a>"
            case tag if tag == f"{TEXT}s":
                yield " " * _number(element, f"{TEXT}c")
            case tag if tag == f"{TEXT}tab":
                yield " "
            case tag if tag == f"{TEXT}line-break":
                yield "<br>"
            case tag if tag == f"{DRAW}frame":
                yield from self._frame(element)
            case _:
                yield from self.children(element)

    def _wrap(self, element: "Element", tag: str) -> Iterator[str]:
        yield f"<{tag}{_spans(element)}>"
        yield from self.children(element)
        yield f"</{tag}>"

    def _repeated(self, element: "Element", tag: str) -> Iterator[str]:
        times = max(
            _number(element, f"{TABLE}number-columns-repeated"),
            _number(element, f"{TABLE}number-rows-repeated"),
        )
        # an empty run fills the sheet to its edge and shows nothing
        for _ in range(times if any(element.itertext()) else 1):
            yield from self._wrap(element, tag)

    def _frame(self, frame: "Element") -> Iterator[str]:
        said = frame.findtext(f"{SVG}desc") or frame.findtext(f"{SVG}title") or ""
        for image in frame.findall(f"{DRAW}image"):
            name = self._picture(image.get(HREF, ""))
            if name:
                yield f'<img src="{name}" alt="{escape(said)}">'
                return
        for box in frame.findall(f"{DRAW}text-box"):
            yield from self.children(box)

    def _picture(self, href: str) -> str | None:
        # a picture outside the document is never looked at
        if href not in self._archive.namelist():
            return None
        return self._pictures.add(lambda: io.BytesIO(self._archive.read(href)))


def _level(element: "Element") -> int:
    return min(_number(element, f"{TEXT}outline-level"), 6)


def _number(element: "Element", name: str) -> int:
    value = element.get(name, "1")
    return max(1, min(int(value), MOST_REPEATS)) if value.isdecimal() else 1


def _spans(element: "Element") -> str:
    pairs = (("colspan", "number-columns-spanned"), ("rowspan", "number-rows-spanned"))
    found = ((html, _number(element, f"{TABLE}{odf}")) for html, odf in pairs)
    return "".join(f' {html}="{value}"' for html, value in found if value > 1)
