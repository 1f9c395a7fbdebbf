"""Pictures and papers come from a child; what cannot be made is one sentence."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from PIL import Image

from lapel.ports.press import Attachment, Paper, PressError, from_url

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'
)
PAPER = """
#let data = json("data.json")
#set document(title: data.title)
#set text(lang: "en")
= #data.title
#image("square.svg", alt: "A square")
"""


DATA = Attachment(
    name="data behind it.json",
    content='{"é": "🦉\\n"}\r\n'.encode(),
    media_type="application/vc+ld+json",
    description='Said with "quotes"',
)


def paper(template: str = PAPER, title: str = "Hello", **more: Any) -> Paper:
    pictures = {"square.svg": SQUARE.encode()}
    return Paper(template=template, values={"title": title}, pictures=pictures, **more)


def test_a_drawing_becomes_a_picture_of_the_width_asked_for() -> None:
    """The height follows from the drawing."""
    made = Image.open(io.BytesIO(from_url("child:").png(SQUARE, width=80)))
    assert made.size == (80, 40)


def test_a_paper_becomes_a_pdf_for_universal_access() -> None:
    """PDF/UA-1 names itself in the metadata (ISO 14289-1, §5)."""
    pdf = from_url("child:").pdf(paper())
    assert pdf.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_a_letter_that_no_font_has_does_not_stop_the_paper() -> None:
    """U+10FFFD is in a private plane: the paper is tagged, but makes no claim to UA-1."""
    pdf = from_url("child:").pdf(paper(title="Hello \U0010fffd"))
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" not in pdf


def test_a_file_is_attached_byte_for_byte_as_the_data_behind_the_paper() -> None:
    """ISO 19005-3, 6.8: a PDF/A-3 says how the file is related; pypdf reads it by itself."""
    pdf = from_url("child:").pdf(paper(attached=[DATA]))
    read = pypdf.PdfReader(io.BytesIO(pdf))
    assert read.attachments == {DATA.name: [DATA.content]}
    root = read.trailer["/Root"]
    (associated,) = root["/AF"]  # type: ignore[index, misc]  # a dictionary of its own kind
    said = associated.get_object()
    assert (said["/AFRelationship"], said["/Desc"]) == ("/Data", DATA.description)
    assert said["/EF"]["/F"].get_object()["/Subtype"] == "/application/vc+ld+json"
    for mark in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert mark in pdf


def test_a_letter_that_no_font_has_leaves_the_attachment_in_its_place() -> None:
    """PDF 2.0 knows its relationship too, without a claim to PDF/A or PDF/UA."""
    pdf = from_url("child:").pdf(paper(title="Hello \U0010fffd", attached=[DATA]))
    assert b"pdfaid" not in pdf
    read = pypdf.PdfReader(io.BytesIO(pdf))
    assert read.attachments == {DATA.name: [DATA.content]}
    (associated,) = read.trailer["/Root"]["/AF"]  # type: ignore[index, misc]  # a dictionary of its own kind
    assert associated.get_object()["/AFRelationship"] == "/Data"


@pytest.mark.parametrize("wrong", ["#nonsense(", '#read("/etc/passwd")'])
def test_a_paper_that_cannot_be_set_is_one_sentence(wrong: str) -> None:
    """Neither a fault nor a file outside its folder makes a paper."""
    with pytest.raises(PressError, match="could not be made"):
        from_url("child:").pdf(paper(wrong))


def test_a_drawing_that_is_none_is_one_sentence() -> None:
    """The error names what was wanted."""
    with pytest.raises(PressError, match="png"):
        from_url("child:").png("no drawing", width=10)


def test_a_wrong_press_address_is_refused() -> None:
    """A wrong setting stops at the start."""
    with pytest.raises(ValueError, match="Press must be"):
        from_url("parent:")
