"""Pictures and papers made from our own drawings and templates, in a child process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit


class PressError(Exception):
    """The press could not make it; one sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a PDF carries (ISO 32000-2, §7.11.4), as the data behind what is printed.

    `name` is a plain file name, and no other of the paper's.
    """

    name: str
    content: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a PDF is made of: a Typst template, its values, pictures beside it by file name.

    The template reads its values from `data.json` and its pictures by their names. `attached` go
    in as they are.
    """

    template: str
    values: Mapping[str, object]
    pictures: Mapping[str, bytes]
    attached: Sequence[Attachment] = ()


class Press(Protocol):
    """Makes pictures and papers; what it needs of memory goes when it is done."""

    def png(self, svg: str, *, width: int, fonts: Sequence[str] = ()) -> bytes:
        """Turn an SVG of ours into a PNG `width` pixels wide, set in the font files given."""
        ...

    def pdf(self, paper: Paper, *, fonts: Sequence[str] = ()) -> bytes:
        """Set a paper as a tagged PDF: PDF/UA-1, with attachments PDF/A-3 as well.

        Where a letter has a shape in no font it is tagged, and claims neither.
        """
        ...


def from_url(url: str) -> Press:
    """Open `child:`; ValueError otherwise."""
    from lapel.ports.press.launcher import ChildPress

    if urlsplit(url).scheme != "child" or url != "child:":
        raise ValueError(f"Press must be child:, not {url!r}.")
    return ChildPress(Path(__file__).parents[3])
