"""Documents as teachers send them and as attackers build them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
NAMES = "urn:oasis:names:tc:opendocument:xmlns:"


def picture(kind: str = "PNG", *, colour: str = "red", size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, comment=b"SECRETCOMMENT")
    return out.getvalue()


def zipped(path: Path, parts: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def repacked(path: Path, changes: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(path, parts | changes)


def make_docx(path: Path) -> Path:
    """Write a lesson plan with heading, list, table, picture, link, and an author's name."""
    from docx import Document

    document = Document()
    document.core_properties.author = "SECRETAUTHOR"
    document.core_properties.title = "SECRETTITLE"
    document.core_properties.comments = "SECRETREMARK"
    document.sections[0].header.paragraphs[0].text = "SECRETHEADER"
    document.add_heading("Fractions", 1)
    document.add_paragraph("We <b>share</b> a cake.")
    document.add_paragraph("Cut it", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Time", "Step"
    document.add_picture(io.BytesIO(picture()))
    document.save(str(path))
    return path


def document_xml(body: str) -> str:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'<?xml version="1.0"?><w:document xmlns:w="{space}" xmlns:r="{office}">'
        f"<w:body>{body}</w:body></w:document>"
    )


def make_odt(path: Path, body: str, extra: Mapping[str, bytes | str] | None = None) -> Path:
    spaces = "".join(
        f' xmlns:{name}="{NAMES}{space}:1.0"'
        for name, space in (
            *(("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing")),
            *(("svg", "svg-compatible"),),
        )
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces} '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    meta = "<meta><creator>SECRETAUTHOR</creator></meta>"
    parts: dict[str, bytes | str] = {"mimetype": ODT, "content.xml": content, "meta.xml": meta}
    return zipped(path, parts | dict(extra or {}))


def make_pdf(path: Path, *, pages: int = 2, size: tuple[int, int] = (595, 842)) -> Path:
    """Write a PDF with a line of text per page, an author, and a script that runs on opening."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert('SECRETSCRIPT'))>>>>",
        f"<</Type/Pages/Count {pages}/Kids[{' '.join(f'{4 + 2 * n} 0 R' for n in range(pages))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(pages):
        drawn = f"BT /F 24 Tf 50 {size[1] // 2} Td (Lesson page {number + 1}) Tj ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]"
            f"/Contents {5 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
    objects.append("<</Author(SECRETAUTHOR)/Title(SECRETTITLE)>>")
    body = "%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        body += f"{number} 0 obj\n{content}\nendobj\n"
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\n%%EOF\n"
    path.write_text(body + trailer, encoding="latin-1")
    return path
