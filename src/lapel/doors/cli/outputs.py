"""Where the verbs that make a file put it: under a name, whole or not at all, or in a pipe."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.badges.errors import UnreadableError

if TYPE_CHECKING:
    import argparse


def take_output(parser: argparse.ArgumentParser) -> None:
    """Let the caller name a file."""
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write here; otherwise to standard output"
    )


def write_picture(content: bytes, name: str | None) -> None:
    """Write to a file or a pipe; raises UnreadableError where a terminal would show it."""
    if name is None and sys.stdout.isatty():
        raise UnreadableError("A terminal shows no picture: name a file with -o, or use a pipe.")
    write_content(content, name)


def write_content(content: bytes, name: str | None) -> None:
    """Write to the file of this name, replacing it whole, or to standard output."""
    if name is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(Path(name), content)
    except OSError as error:
        raise UnreadableError(f"{name} cannot be written: {error.strerror}.") from error


def write_whole(place: Path, content: bytes) -> None:
    """Put a file in its place once all of it is on the disk; raises OSError."""
    handle, part = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o644 & ~_umask())
        Path(part).replace(place)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the mask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
