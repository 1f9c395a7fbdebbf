"""Pictures and papers come from a child; what cannot be made is one sentence."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from lapel.ports.press import Paper, PressError, from_url

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


def paper(template: str = PAPER, title: str = "Hello") -> Paper:
    return Paper(
        template=template, values={"title": title}, pictures={"square.svg": SQUARE.encode()}
    )


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
