"""How plan says no for a reason that a person can mend."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A rule of the room stands against it; the message is a plain sentence to show."""
