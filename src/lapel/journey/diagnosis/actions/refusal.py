"""How diagnosis says no for a reason that a person can mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.domain.microcredential import Problem


class Refusal(Exception):  # noqa: N818 (a refusal is an answer, not an error of the program)
    """A rule of the room stands against it; the message is a plain sentence to show.

    `problems` names each place of a document that is to be mended, where that is the reason.
    """

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = list(problems)
