"""What was found, held against aims: what is reached, what is still to grow, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.measurement.gaps import Told, gaps
from lapel.journey.diagnosis.queries.aims import targets_for

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Competency
    from lapel.journey.diagnosis.queries.aims import Target
    from lapel.journey.diagnosis.queries.standings import Standings
    from lapel.journey.people.models import Person

# So many stand beside a result; the page of growth offers all.
MOST = 6


@dataclass(frozen=True)
class Against:
    """An aim with its competencies by what may be said of each, the greatest need first."""

    target: Target
    reached: list[Competency]
    to_grow: list[Competency]
    undecided: list[Competency]

    @property
    def asked(self) -> int:
        """Count the competencies it asks about and the diagnosis measures."""
        return len(self.reached) + len(self.to_grow) + len(self.undecided)


def held_against(person: Person, found: Standings) -> list[Against]:
    """Hold what was found against the first of her aims: those of her places, then stacks."""
    competencies = {row.competency.code: row.competency for row in found.rows}
    told = []
    for target in targets_for(person)[:MOST]:
        levels = {code: level for code, level in target.levels.items() if code in competencies}
        by_word: dict[Told, list[Competency]] = {word: [] for word in Told}
        for gap in gaps(found.known, levels):
            by_word[gap.told].append(competencies[gap.competency])
        if levels:
            words = (Told.REACHED, Told.GAP, Told.OPEN)
            told.append(Against(target, *(by_word[each] for each in words)))
    return told
