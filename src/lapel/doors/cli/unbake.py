"""`lapel unbake`: the badge in a picture or PDF, as it is written there, without Django."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lapel.domain.badges import png, svg
from lapel.domain.badges.errors import UnreadableError
from lapel.doors.cli.lowlevel import Parser, answer, read_file
from lapel.doors.cli.outputs import take_output, write_content
from lapel.ports.checking.attached import attached_badge

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EXPLANATION = """\
What is baked in is printed byte for byte: a JSON document or a token. Where a PNG holds no badge of
Open Badges 3.0 but an assertion of 2.0, or the address of one, that is printed. Of a PDF the
attached badge is printed, as JSON anew. Nothing is verified: `lapel verify` does that.

exit codes:
  0  printed
  2  unreadable, or no badge in it

examples:
  lapel unbake badge.png | jq .name
  lapel unbake badge.svg -o badge.json
  lapel unbake - < badge.png | lapel canon -
"""


def run(argv: Sequence[str]) -> int:
    """Print the badge in the picture that `argv` names."""
    parser = Parser("unbake", "Take the badge out of a picture or PDF.", _EXPLANATION)
    parser.add_argument("picture", metavar="PICTURE", help="the picture; - reads standard input")
    take_output(parser)
    options = parser.parse_args(argv)
    return answer("unbake", lambda: _unbake(options))


def _unbake(options: argparse.Namespace) -> None:
    write_content(unbaked(read_file(options.picture)).encode(), options.output)


def unbaked(picture: bytes) -> str:
    """Return the text of the badge in a picture or PDF; raises UnreadableError."""
    if picture.startswith(b"%PDF"):
        found = attached_badge(picture)
        return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2)
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
