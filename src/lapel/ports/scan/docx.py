"""Word documents (ECMA-376) as clean HTML: mammoth reads, we rewrite."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from lapel.ports.scan import Rebuilt
from lapel.ports.scan.archive import check_xml, checked_archive
from lapel.ports.scan.pictures import Pictures
from lapel.ports.scan.plain import clean_text, write_html, write_text

BLOCK_END = re.compile(r"</(p|h\d|li|tr|td|th|table)>|<br ?/>")
TAG = re.compile(r"<[^>]+>")


def rebuild_docx(path: Path, outdir: Path) -> Rebuilt:
    """Make an HTML fragment, its pictures and its text.

    Insertions are shown and deletions are not; comments, headers, fields on author and file,
    linked (external) pictures and embedded objects are dropped.
    """
    import mammoth

    with checked_archive(path) as archive:
        check_xml(archive)
    pictures = Pictures(outdir)
    with path.open("rb") as file:
        html = mammoth.convert_to_html(
            file,
            id_prefix="doc-",
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(_image_handler(pictures)),
        ).value
    page = write_html(html, outdir)
    text = text_of(page.path.read_text(encoding="utf-8"))
    files = (page, write_text(text, outdir), *pictures.files)
    return Rebuilt(files, text, tuple(pictures.notes))


def _image_handler(pictures: Pictures) -> Callable[[Any], dict[str, str]]:
    def handle(image: Any) -> dict[str, str]:
        return {"src": pictures.add(image.open) or "", "alt": image.alt_text or ""}

    return handle


def text_of(html: str) -> str:
    """Give the text of a sanitised fragment, a line per block."""
    return clean_text(unescape(TAG.sub("", BLOCK_END.sub("\n", html))))
