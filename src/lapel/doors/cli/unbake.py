"""`lapel unbake`: the badge in a picture or PDF, as it is written there, without Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.badges import png, svg
from lapel.domain.badges.errors import UnreadableError
from lapel.doors.cli.lowlevel import Parser, answer, read_file
from lapel.doors.cli.outputs import take_output, write_content
from lapel.ports.checking.attached import out_of_pdf

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EXPLANATION = """\
What is baked in is printed byte for byte: a JSON document or a token. Where a PNG holds no badge of
Open Badges 3.0 but an assertion of 2.0, or the address of one, that is printed. Of a PDF the one
badge that is attached to it is printed. Nothing is verified: `lapel verify` does that.

exit codes:
  0  printed
  2  unreadable, or no badge in it

examples:
  lapel unbake badge.png | jq .name
  lapel unbake badge.svg -o badge.json
  lapel unbake certificate.pdf -o badge.json
  lapel unbake - < badge.png | lapel canon -
"""


def run(argv: Sequence[str]) -> int:
    """Print the badge in the picture that `argv` names."""
    parser = Parser("unbake", "Take the badge out of a picture or PDF.", _EXPLANATION)
    parser.add_argument("picture", metavar="FILE", help="a picture or PDF; - reads standard input")
    take_output(parser)
    options = parser.parse_args(argv)
    return answer("unbake", lambda: _unbake(options))


def _unbake(options: argparse.Namespace) -> None:
    write_content(taken_out(read_file(options.picture)), options.output)


def taken_out(file: bytes) -> bytes:
    """Return the badge in a picture or PDF byte for byte; raises UnreadableError."""
    return out_of_pdf(file) if file.startswith(b"%PDF") else unbaked(file).encode()


def unbaked(picture: bytes) -> str:
    """Return the text of the badge in a picture; raises UnreadableError."""
    if not picture.startswith(png.SIGNATURE):
        return svg.unbake_svg(picture)
    try:
        return png.unbake_png(picture)
    except UnreadableError as error:
        return _of_old(picture, error)


def _of_old(picture: bytes, error: UnreadableError) -> str:
    """Return what Open Badges 2.0 baked in; raises the first error where there is nothing."""
    try:
        return png.unbake_png(picture, keyword=png.KEYWORD_2)
    except UnreadableError:
        raise error from None
