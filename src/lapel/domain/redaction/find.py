"""What is looked for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["name", "email", "phone", "id", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
UNSURE = 0.6


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody on the class list: the full name, other names in use, what to put in its place."""

    name: str
    nicknames: tuple[str, ...] = ()
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """A place, text[start:end] == `text`, that a person has to decide on.

    `certainty` is 0 to 1: under UNSURE it may well be an ordinary word. `pupil` is the number of
    the pupil on the class list (from 0) whom a name is, None for everything else; of two with the
    same name it is the first.
    """

    kind: Kind
    start: int
    end: int
    text: str
    certainty: float = 1.0
    pupil: int | None = None
