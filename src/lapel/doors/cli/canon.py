"""`lapel canon`: the canonical N-Quads that a signature covers, without Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.badges import strictjson
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.nquads_reader import read_nquads
from lapel.domain.badges.rdfc10 import Algorithm, canonicalise
from lapel.doors.cli.lowlevel import Parser, answer, linker_of, read_file, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_EXPLANATION = """\
The output is RDFC-1.0: what eddsa-rdfc-2022 and ecdsa-rdfc-2019 hash. With --sha384, as for P-384
keys, unnamed nodes are ordered by SHA-384. Contexts are those Lapel carries; no other is fetched,
and an undefined term is an error that names it.

exit codes:
  0  written to standard output
  2  unreadable, or not safe to sign

examples:
  lapel canon badge.json
  lapel canon graph.nq --sha384 | sha384sum
"""


def run(argv: Sequence[str]) -> int:
    """Print the canonical form of what `argv` names."""
    parser = Parser("canon", "Print the canonical N-Quads of a document.", _EXPLANATION)
    parser.add_argument("file", metavar="FILE", help="JSON-LD or N-Quads; - reads standard input")
    parser.add_argument("--sha384", action="store_true", help="hash with SHA-384")
    parser.take_contexts()
    options = parser.parse_args(argv)
    return answer("canon", lambda: _print(options))


def _print(options: argparse.Namespace) -> None:
    algorithm: Algorithm = "sha384" if options.sha384 else "sha256"
    data = read_file(options.file)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        quads = linker_of(options).quads(strictjson.read_object(data))
    else:
        quads = read_nquads(_text(data))
    write(canonicalise(quads, algorithm=algorithm).text)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("The file is not UTF-8 text.") from error
