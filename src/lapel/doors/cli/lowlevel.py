"""What the verbs without Django share: parsing, reading files, contexts, answers to errors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lapel.domain.badges import strictjson
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.errors import BadgeError, UnreadableError
from lapel.domain.badges.linked import Linker
from lapel.domain.badges.reading import MAX_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE_ERROR = 64  # sysexits.h EX_USAGE: 2 is taken by "unreadable"
# Only examples and test vectors use it, so no verification of a badge knows it.
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
_EXAMPLES_CONTEXT = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


class Parser(argparse.ArgumentParser):
    """A parser whose complaints leave the exit codes of verification alone."""

    def __init__(self, verb: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=f"lapel {verb}",
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Print the usage and end."""
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"{self.prog}: {message}\n")

    def take_contexts(self) -> None:
        """Let the caller name contexts beyond the vendored ones."""
        self.add_argument(
            "--context",
            action="append",
            default=[],
            metavar="ADDRESS=FILE",
            help="serve this context from a file; nothing is ever fetched",
        )


def answer(verb: str, act: Callable[[], None]) -> int:
    """Run a verb; says what is wrong on standard error and returns 2 for what cannot be read."""
    try:
        act()
    except BadgeError as error:
        print(f"lapel {verb}: {error}", file=sys.stderr)
        return 2
    return 0


def read_file(name: str) -> bytes:
    """Return a file's bytes, of standard input for “-”; raises UnreadableError."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(f"{name}: {error.strerror}.") from error
    if len(data) > MAX_FILE:
        raise UnreadableError(f"{name} is larger than 16 MB.")
    return data


def read_json(name: str) -> dict[str, Any]:
    """Return the JSON object in a file; raises UnreadableError."""
    return strictjson.read_object(read_file(name))


def write(text: str) -> None:
    """Write to standard output as UTF-8, whatever the terminal's encoding and line ends."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def linker_of(options: argparse.Namespace) -> Linker:
    """Return a linker of the vendored contexts, the W3C's example context and the caller's."""
    contexts = {**vendored(), EXAMPLES: _EXAMPLES_CONTEXT}
    for given in options.context:
        address, _, name = given.partition("=")
        if not name:
            raise UnreadableError(f"“{given}” is not of the form ADDRESS=FILE.")
        contexts[address] = read_json(name)
    return Linker(contexts)


def printable(line: str) -> str:
    """Keep a stranger's text from steering the terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
