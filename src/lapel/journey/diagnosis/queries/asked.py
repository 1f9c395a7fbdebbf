"""The question that is open, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.measurement.sessions import Said
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.models import ItemVersion
from lapel.journey.diagnosis.queries.sessions import audit

if TYPE_CHECKING:
    from lapel.journey.diagnosis.models import Diagnosis
    from lapel.journey.diagnosis.queries.sessions import Audited


@dataclass(frozen=True)
class Asked:
    """A question with its answers in her order: pairs of the place in the document and the text."""

    content: dict[str, Any]
    competency: Competency
    options: list[tuple[int, str]]
    why: dict[str, Any]


def asked_now(diagnosis: Diagnosis) -> Asked | None:
    """Give the question that is open; None once the diagnosis is over."""
    asked = diagnosis.asked
    if asked is None:
        return None
    content = ItemVersion.objects.values_list("content", flat=True).get(pk=asked["version"])
    return Asked(
        content=content,
        competency=Competency.objects.get(pk=asked["why"]["competency"]),
        options=[(place, content["options"][place]["text"]) for place in asked["order"]],
        why=asked["why"],
    )


@dataclass(frozen=True)
class Looked:
    """A turn to be read again: the question, what she chose and what was worth most, and why."""

    audited: Audited
    content: dict[str, Any]
    competency: Competency
    chosen: dict[str, Any] | None
    best: dict[str, Any]

    @property
    def is_best(self) -> bool:
        """Tell whether she chose the answer that is worth most."""
        return self.chosen is self.best


def looked_at(diagnosis: Diagnosis) -> list[Looked]:
    """Give every turn with its question, and with what a replay says of it."""
    audited = list(audit(diagnosis))
    competencies = Competency.objects.in_bulk({each.turn.why["competency"] for each in audited})
    found = []
    for each in audited:
        content = each.turn.version.content
        options = content["options"]
        answered = each.turn.said == Said.ANSWERED and each.turn.option is not None
        found.append(
            Looked(
                audited=each,
                content=content,
                competency=competencies[each.turn.why["competency"]],
                chosen=options[each.turn.option] if answered else None,
                best=max(options, key=lambda option: option["credit"]),
            )
        )
    return found
