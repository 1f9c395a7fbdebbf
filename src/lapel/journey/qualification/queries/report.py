"""What there is to say about a training document: its faults with their lines, its levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lapel.domain.microcredential import (
    Problem,
    TrainingDocument,
    UnreadableError,
    check_training,
    read,
)
from lapel.journey.authoring.queries import Remark, remarks_on

if TYPE_CHECKING:
    from lapel.journey.qualification.models import TrainingDraft


@dataclass(frozen=True)
class Count:
    """How often the keys of a document say each level of a criterion."""

    title: str
    yes: int
    almost: int
    not_yet: int


@dataclass(frozen=True)
class Report:
    """What a document would become, or what is to be mended in it first."""

    faults: list[Remark]
    document: TrainingDocument | None = None
    counts: list[Count] = field(default_factory=list)

    @property
    def can_be_published(self) -> bool:
        """Tell whether nothing stands against putting it into use."""
        return self.document is not None

    @property
    def unagreed(self) -> int:
        """Count the anchors whose keys are still to be agreed."""
        return sum(not each.agreed for each in self.document.anchors) if self.document else 0


def report_on(draft: TrainingDraft) -> Report:
    """Read a document and say all there is to say; whatever it holds, nothing raises."""
    content = draft.version.content
    try:
        given = read(draft.text)
    except UnreadableError as error:
        return Report(remarks_on(draft.text, error.problems))
    problems: list[Problem] = check_training(given, content)
    if problems:
        return Report(remarks_on(draft.text, problems))
    document = TrainingDocument.model_validate(given)
    return Report([], document, [_count(document, each) for each in content["rubric"]])


def _count(document: TrainingDocument, criterion: dict[str, str]) -> Count:
    said = [each.agreed[criterion["key"]].level for each in document.anchors if each.agreed]
    return Count(
        title=criterion["title"],
        yes=said.count("yes"),
        almost=said.count("almost"),
        not_yet=said.count("not_yet"),
    )
