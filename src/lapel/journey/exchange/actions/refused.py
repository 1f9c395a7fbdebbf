"""How exchange says no, to a person or to a program."""

from __future__ import annotations

from enum import Enum


class Why(Enum):
    """What stands against it; a protocol door turns it into its own form."""

    INVALID = "invalid"
    NOT_HERS = "not hers"
    TOO_LARGE = "too large"
    FULL = "full"
    OLDER = "older"
    BUSY = "busy"


class Refused(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A rule of the room stands against it; the message is a plain sentence to show."""

    def __init__(self, sentence: str, why: Why = Why.INVALID) -> None:
        super().__init__(sentence)
        self.why = why
