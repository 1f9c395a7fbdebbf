"""What the verbs share: reading a file by a reader of the domain, and telling what is wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.measurement.study.files import BadFileError
from lapel.doors.cli.lowlevel import printable, read_file

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")
UNREADABLE = 2


class ToldError(Exception):
    """A file that cannot be used; why has been said on standard error."""


def read(name: str, reader: Callable[[str], Read]) -> Read:
    """Read a file; raises `ToldError` after saying what is wrong with it."""
    try:
        return reader(read_file(name).decode("utf-8-sig"))
    except UnicodeDecodeError:
        said = f"{name} is not UTF-8 text."
    except UnreadableError as error:
        said = str(error)
    except BadFileError as error:
        said = f"{name}, {error}."
    print(printable(f"lapel measurement: {said}"), file=sys.stderr)
    raise ToldError
