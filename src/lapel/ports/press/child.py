"""The process that draws and sets: `python -m lapel.ports.press.child ORDER`, in its folder."""

import json
import sys
from pathlib import Path
from typing import Any


def main(order: dict[str, Any]) -> None:
    """Make one thing in the present folder, `made.png` or `made.pdf`."""
    if order["kind"] == "png":
        Path("made.png").write_bytes(_png(order))
    else:
        Path("made.pdf").write_bytes(_pdf(order))


def _png(order: dict[str, Any]) -> bytes:
    import resvg_py

    drawing = Path("drawing.svg").read_text(encoding="utf-8")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            width=order["width"],
            font_files=order["fonts"] or None,
            skip_system_fonts=bool(order["fonts"]),
        )
    )


def _pdf(order: dict[str, Any]) -> bytes:
    import typst

    fonts = typst.Fonts(
        include_system_fonts=True,
        include_embedded_fonts=True,
        font_paths=[str(Path(each).parent) for each in order["fonts"]],
    )
    try:
        if order["attached"]:
            archived = typst.compile("paper.typ", font_paths=fonts, pdf_standards=["a-3b", "ua-1"])
            return bytes(archived)
        return bytes(typst.compile("paper.typ", font_paths=fonts, pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        # both forbid letters that no font at hand can draw; the tagged paper is made all the same
        if "font" not in str(error):
            raise
        # PDF 2.0 knows the relationship of an attachment; PDF 1.7 without A-3 does not
        return bytes(typst.compile("paper.typ", font_paths=fonts, pdf_standards=["2.0"]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
