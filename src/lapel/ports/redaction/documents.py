"""The words of a PDF and their places on its pages as they are rendered, in the child."""

import ctypes
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.redaction import Box, Page, Word
from lapel.ports.redaction import RedactionRefused

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage, PdfTextPage

MOST_PAGES = 60
MOST_LETTERS = 60_000  # of a page
# FPDF_PageToDevice gives whole numbers: on a page as wide as this they are fine enough.
DEVICE = 1_000_000
# A page says less in letters than it shows where it has hardly any and is drawn on, where pictures
# take half of it, or where somebody wrote on it: a scan, letters drawn as curves, a stamp.
FEW_LETTERS, MANY_STROKES, MOST_PICTURED = 25, 50, 0.5
MOST_OBJECTS = 20_000


def words_in_pdf(path: Path) -> list[Page]:
    """Give the words of the first 60 pages, and where they are."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(path)
    except PdfiumError:
        raise RedactionRefused("document") from None
    try:
        shown = range(min(len(document), MOST_PAGES))
        return [_page(document[number], number + 1) for number in shown]
    finally:
        document.close()


def _page(page: "PdfPage", number: int) -> Page:
    text_page = page.get_textpage()
    try:
        letters = [
            _letter(page, text_page, place)
            for place in range(min(text_page.count_chars(), MOST_LETTERS))
        ]
        unread = _is_unread(page, sum(box is not None for _char, box in letters))
    finally:
        text_page.close()
        page.close()
    text = "".join(char for char, _box in letters)
    return Page(number, text, tuple(_words(letters)), unread)


def _is_unread(page: "PdfPage", letters: int) -> bool:
    """Tell whether a page shows more than its letters say."""
    pictured, strokes = 0.0, 0
    for one in islice(page.get_objects(), MOST_OBJECTS):
        pictured += _share_pictured(page, one)
        strokes += _strokes(one)
    if pictured >= MOST_PICTURED or _is_written_on(page):
        return True
    return letters < FEW_LETTERS and (pictured > 0 or strokes >= MANY_STROKES)


def _share_pictured(page: "PdfPage", one: "PdfObject") -> float:
    """Give which share of the page a picture takes; 0 for anything else."""
    from pypdfium2 import raw

    if one.type not in {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING}:
        return 0.0
    if one.level:
        return MOST_PICTURED  # its size is told in a drawing's own measure, which may be any
    left, bottom, right, top = one.get_bounds()
    box = _on_page(page, (left, top), (right, bottom))
    return box.width * box.height


def _strokes(one: "PdfObject") -> int:
    from pypdfium2 import raw

    return raw.FPDFPath_CountSegments(one.raw) if one.type == raw.FPDF_PAGEOBJ_PATH else 0


def _is_written_on(page: "PdfPage") -> bool:
    """Tell whether there are notes, stamps, ink or form fields on it: anything but links."""
    from pypdfium2 import raw

    silent = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
    for place in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MOST_OBJECTS)):
        note = raw.FPDFPage_GetAnnot(page.raw, place)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind not in silent:
            return True
    return False


def _letter(page: "PdfPage", text_page: "PdfTextPage", place: int) -> tuple[str, Box | None]:
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode(text_page.raw, place)
    # what a PDF calls a character may be none: half a pair, a hyphen at a line's end (U+0002)
    char = chr(code) if 31 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\n"
    if char.isspace():
        return char, None
    left, bottom, right, top = text_page.get_charbox(place, loose=True)
    return char, _on_page(page, (left, top), (right, bottom))


def _on_page(page: "PdfPage", first: tuple[float, float], second: tuple[float, float]) -> Box:
    """Give two corners in points as a box in fractions of the page as it is seen."""
    (x1, y1), (x2, y2) = _seen(page, *first), _seen(page, *second)
    left, top = max(0.0, min(x1, x2)), max(0.0, min(y1, y2))
    right, bottom = min(1.0, max(x1, x2)), min(1.0, max(y1, y2))
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))


def _seen(page: "PdfPage", x: float, y: float) -> tuple[float, float]:
    from pypdfium2 import raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, DEVICE, DEVICE, 0, x, y, across, down)
    return across.value / DEVICE, down.value / DEVICE


def _words(letters: list[tuple[str, Box | None]]) -> list[Word]:
    words: list[Word] = []
    start = None
    for place, (_char, box) in enumerate([*letters, (" ", None)]):
        if box is not None and start is None:
            start = place
        elif box is None and start is not None:
            words += _lines(letters, start, place)
            start = None
    return words


def _lines(letters: list[tuple[str, Box | None]], start: int, end: int) -> list[Word]:
    """Give a run of letters as a word, or as several where it goes on in another line."""
    words: list[Word] = []
    for place in range(start, end):
        box = letters[place][1]
        assert box
        last = words[-1] if words else None
        if last and _same_line(last.box, box):
            words[-1] = Word(last.start, place + 1, _both(last.box, box))
        else:
            words.append(Word(place, place + 1, box))
    return words


def _same_line(first: Box, second: Box) -> bool:
    """Tell whether a letter stands beside, or on a turned page above or below, those before it."""
    beside = _gap(first.left, first.width, second.left, second.width)
    above = _gap(first.top, first.height, second.top, second.height)
    near = 3 * max(min(first.width, first.height), min(second.width, second.height))
    return (above < 0 and beside < near) or (beside < 0 and above < near)


def _gap(start: float, length: float, other: float, other_length: float) -> float:
    """Give how far two stretches lie apart; less than 0 where they overlap."""
    return max(start, other) - min(start + length, other + other_length)


def _both(first: Box, second: Box) -> Box:
    left, top = min(first.left, second.left), min(first.top, second.top)
    right = max(first.left + first.width, second.left + second.width)
    bottom = max(first.top + first.height, second.top + second.height)
    return Box(left, top, right - left, bottom - top)
