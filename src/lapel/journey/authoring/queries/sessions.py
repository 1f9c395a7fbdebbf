"""A draft's modules as daily sessions will show them: segments and cards, and what weighs on them.

`learning` composes the sessions of teachers; here is what it has to compose them of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential import below_heading, stretches_of
from lapel.domain.microcredential.linting import DEMANDING

if TYPE_CHECKING:
    from lapel.journey.authoring.queries.report import Remark, Report


@dataclass(frozen=True)
class Stretch:
    """A segment with its part of the body, and the advice on it."""

    segment: dict[str, Any]
    text: str
    advice: list[Remark]

    @property
    def is_demanding(self) -> bool:
        """Tell whether a session holds no other like it."""
        return (self.segment.get("element_interactivity") or 0) >= DEMANDING


@dataclass(frozen=True)
class Recalled:
    """A card, the title of the criterion that it serves, and the advice on it."""

    card: dict[str, Any]
    criterion: str
    advice: list[Remark]


@dataclass(frozen=True)
class Lesson:
    """A module with its segments and cards; `advice` is on the segments together."""

    module: dict[str, Any]
    stretches: list[Stretch]
    cards: list[Recalled]
    advice: list[Remark]

    @property
    def minutes(self) -> int:
        """Count the minutes of its segments."""
        return sum(each.segment["minutes"] for each in self.stretches)

    @property
    def advised(self) -> int:
        """Count the pieces of advice on it."""
        of_stretches = sum(len(each.advice) for each in self.stretches)
        return len(self.advice) + of_stretches + sum(len(each.advice) for each in self.cards)


def daily_sessions(report: Report) -> list[Lesson]:
    """Give the modules of a sound draft, each with what sessions take from it."""
    content = report.content or {}
    titles = {each["key"]: each["title"] for each in content.get("rubric", [])}
    by_path: dict[str, list[Remark]] = {}
    for remark in report.advice:
        by_path.setdefault(remark.path, []).append(remark)
    return [
        Lesson(
            module=module,
            stretches=[
                Stretch(
                    segment,
                    below_heading(text, segment["heading"]),
                    by_path.get(f"modules[{at}].segments[{number}]", []),
                )
                for number, (segment, text) in enumerate(stretches_of(module))
            ],
            cards=[
                Recalled(
                    card,
                    titles[card["criterion"]],
                    by_path.get(f"modules[{at}].cards[{number}]", []),
                )
                for number, card in enumerate(module.get("cards", []))
            ],
            advice=by_path.get(f"modules[{at}].segments", []),
        )
        for at, module in enumerate(content.get("modules", []))
    ]
