"""PDF files as pictures of their pages, and their text: nothing active survives a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from lapel.ports.scan import Derivative, Rebuilt, Refused
from lapel.ports.scan.photo import THUMBNAIL_SIDE, draw
from lapel.ports.scan.plain import clean_text, write_text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 60
# A4 at about 150 dots per inch
LARGEST_SIDE = 1754
MOST_TEXT = 1_000_000
CUT = "Only the first 60 pages of this document are shown."


def rebuild_pdf(path: Path, outdir: Path) -> Rebuilt:
    """Draw every page (60 at most) 1754 pixels long, a thumbnail of the first, and the text."""
    document = _opened(path)
    try:
        if not len(document):
            raise Refused("damaged")
        document.init_forms()
        shown = range(min(len(document), MOST_PAGES))
        pages, texts = zip(*(_page(document, number, outdir) for number in shown), strict=True)
        notes = (CUT,) if len(document) > MOST_PAGES else ()
    finally:
        document.close()
    text = clean_text("\n\n".join(texts)[:MOST_TEXT])
    files = (*(file for group in pages for file in group), write_text(text, outdir))
    return Rebuilt(files, text, notes)


def _opened(path: Path) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(path)
    except PdfiumError as error:
        raise Refused("locked" if "password" in str(error).lower() else "damaged") from error


def _page(document: "PdfDocument", index: int, outdir: Path) -> tuple[list[Derivative], str]:
    page = document[index]
    try:
        image = page.render(scale=_scale(page)).to_pil().convert("RGB")
        drawn = draw(image, outdir / f"page-{index + 1}", LARGEST_SIDE)
        files = [drawn.derivative("page", index + 1)]
        if index == 0:
            thumbnail = draw(image, outdir / "thumbnail", THUMBNAIL_SIDE)
            files.append(thumbnail.derivative("thumbnail"))
        return files, _text(page)
    finally:
        page.close()


def _scale(page: "PdfPage") -> float:
    """Give pixels per point so that the longer side fits, however large the page claims to be."""
    width, height = page.get_size()
    return float(min(LARGEST_SIDE / max(width, height, 1.0), 4.0))


def _text(page: "PdfPage") -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_bounded())
    finally:
        text_page.close()
