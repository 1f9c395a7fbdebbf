"""`lapel bake`: a badge put into a picture, without Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.badges import png, svg
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.hosted_checks import is_hosted
from lapel.domain.badges.reading import read_any
from lapel.doors.cli.lowlevel import Parser, answer, read_file
from lapel.doors.cli.outputs import take_output, write_picture

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

_EMPTY = "The picture has no badge baked into it."
_EXPLANATION = """\
The badge is a signed JSON document or a token (VC-JWT, SD-JWT VC), and goes in exactly as it is
written: a PNG gets one iTXt chunk, an SVG one openbadges:credential element (Open Badges 3.0, 5.3).
A hosted assertion of Open Badges 2.0 goes into a PNG under its own keyword, beside the other.
Nothing is verified: `lapel verify` does that.

A picture that holds a badge already is refused; with --replace the new one takes its place.

exit codes:
  0  written
  2  unreadable, or not to be baked so

examples:
  lapel bake drawing.png badge.json -o badge.png
  lapel bake badge.svg renewed.json --replace -o badge.svg
  curl -s https://lapel.example.org/id/award/1 | lapel bake drawing.png - > badge.png
"""


def run(argv: Sequence[str]) -> int:
    """Write the picture that `argv` names with the badge in it."""
    parser = Parser("bake", "Put a badge into a PNG or SVG picture.", _EXPLANATION)
    parser.add_argument("picture", metavar="PICTURE", help="a PNG or SVG; - reads standard input")
    parser.add_argument("badge", metavar="BADGE", help="the badge; - reads standard input")
    parser.add_argument(
        "--replace", action="store_true", help="put it in place of a badge that is there"
    )
    take_output(parser)
    options = parser.parse_args(argv)
    if options.picture == options.badge == "-":
        parser.error("Only one of picture and badge can come from standard input.")
    return answer("bake", lambda: _bake(options))


def _bake(options: argparse.Namespace) -> None:
    write_picture(
        baked(read_file(options.picture), read_file(options.badge), replace=options.replace),
        options.output,
    )


def baked(picture: bytes, badge: bytes, *, replace: bool = False) -> bytes:
    """Return the picture with the badge in it; raises UnreadableError."""
    text, is_old = _text_of(badge)
    if picture.startswith(png.SIGNATURE):
        keyword = png.KEYWORD_2 if is_old else png.KEYWORD
        _check_empty(lambda: png.unbake_png(picture, keyword=keyword), replace=replace)
        return png.bake_png(picture, text, keyword=keyword)
    if not picture.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnreadableError("The picture is neither PNG nor SVG.")
    if is_old:
        raise UnreadableError("An assertion of Open Badges 2.0 is baked into a PNG only.")
    _check_empty(lambda: svg.unbake_svg(picture), replace=replace)
    return svg.bake_svg(picture, text)


def _text_of(badge: bytes) -> tuple[str, bool]:
    """Return the badge as it is written, and whether it is of Open Badges 2.0."""
    if badge.startswith(png.SIGNATURE) or badge.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnreadableError("The badge is a picture itself: `lapel unbake` takes it out first.")
    found = read_any(badge)
    text = badge.decode("utf-8-sig").strip()
    if isinstance(found, str) or found.get("proof"):
        return text, False
    if is_hosted(found):
        return text, True
    raise UnreadableError("The badge is not signed.")


def _check_empty(unbake: Callable[[], str], *, replace: bool) -> None:
    if replace:
        return
    try:
        unbake()
    except UnreadableError as error:
        if error.said == _EMPTY:
            return
        if not error.said.startswith(("The picture has more", "The badge baked")):
            raise
    raise UnreadableError(
        "The picture holds a badge already; --replace puts this one in its place."
    )
