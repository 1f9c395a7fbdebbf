"""The figures of a programme.

Two tables are shown: micro-credentials by stage, and schools by furthest stage. A lead knows how
many teachers she has, and how many each school has, so the total of every row counts as known.
Where nearly everybody's furthest stage is the one in a single micro-credential (there is only
one, say), its row is the sum of the other table: then columns hidden there are hidden here, and
those shown there count as known here. The totals themselves are not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.insight.queries.stages import Stage, stages_of
from lapel.journey.insight.queries.suppression import suppressed
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import (
    invitations_to,
    open_memberships,
    organisations_above,
    organisations_under,
    roles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lapel.journey.people.models import Person

LEAST = 10


@dataclass(frozen=True)
class Row:
    """A line of a table: its name and its counts, None for what is kept back."""

    name: str
    counts: list[int | None]


@dataclass(frozen=True)
class Figures:
    """What a lead is shown of one organisation and its parts."""

    organisation: Organisation
    teachers: int | None
    invited: int | None
    microcredentials: list[Row]
    schools: list[Row]


def scopes_of(person: Person) -> list[Organisation]:
    """List the organisations a person leads, without those that are part of another of them.

    Figures of a part beside figures of the whole could be subtracted from each other.
    """
    led = {each.organisation for each in roles_of(person) if each.role == Role.PROGRAMME_LEAD}
    tops = [each for each in led if not led.intersection(organisations_above(each)[1:])]
    return sorted(tops, key=lambda each: each.name)


def figures_of(scope: Organisation) -> Figures:
    """Count who is where in an organisation and its parts, and keep back what is small."""
    organisations = {each.pk: each for each in organisations_under(scope)}
    held = open_memberships().filter(organisation__in=organisations, role=Role.TEACHER)
    homes = dict(held.filter(person__is_active=True).values_list("person", "organisation"))
    stages = stages_of(homes.keys(), organisations.keys())
    furthest = dict.fromkeys(homes, Stage.JOINED)
    for (person, _what), stage in stages.items():
        furthest[person] = max(furthest[person], stage)
    microcredentials, link = _microcredentials(stages, furthest)
    invited = invitations_to(scope).filter(role=Role.TEACHER).count()
    return Figures(
        organisation=scope,
        teachers=_shown(len(homes)),
        invited=_shown(invited),
        microcredentials=microcredentials,
        schools=_schools(homes, organisations, furthest, link),
    )


def _shown(count: int) -> int | None:
    return count if count >= LEAST else None


def _microcredentials(
    stages: dict[tuple[UUID, UUID], Stage], furthest: dict[UUID, Stage]
) -> tuple[list[Row], list[int | None] | None]:
    """Count by micro-credential; give also the row that tells of everybody, if one does."""
    keys = {microcredential for _who, microcredential in stages}
    found = MicroCredential.objects.filter(pk__in=keys).select_related("current")
    named = sorted((str(each), each.pk) for each in found.defer("current__content"))
    reached = {
        key: {who: stages.get((who, key), Stage.JOINED) for who in furthest} for _, key in named
    }
    cells = [_counts(reached[key].values()) for _name, key in named]
    shown = suppressed(
        cells,
        known_rows=[True] * len(cells),
        known_columns=[False] * len(Stage),
        least=LEAST,
    )
    rows = [Row(name, counts) for (name, _key), counts in zip(named, shown, strict=True)]
    for (_name, key), counts in zip(named, shown, strict=True):
        if sum(reached[key][who] != stage for who, stage in furthest.items()) < LEAST:
            return rows, counts
    return rows, None


def _counts(stages: Iterable[Stage]) -> list[int]:
    counted = Counter(stages)
    return [counted[stage] for stage in Stage]


def _schools(
    homes: dict[UUID, UUID],
    organisations: dict[UUID, Organisation],
    furthest: dict[UUID, Stage],
    link: list[int | None] | None,
) -> list[Row]:
    """Count teachers by place and furthest stage; places with few teachers count together."""
    size = Counter(homes.values())
    small = {place for place, count in size.items() if count < LEAST}
    named = sorted((str(organisations[place]), {place}) for place in size if place not in small)
    if small:
        named.append((_("Schools with fewer than %s teachers, together") % LEAST, small))
    cells = [
        _counts(furthest[who] for who, place in homes.items() if place in places)
        for _name, places in named
    ]
    shown = suppressed(
        cells,
        known_rows=[True] * len(cells),
        known_columns=[link is not None and count is not None for count in link or list(Stage)],
        least=LEAST,
        kept_back=frozenset(stage for stage in Stage if link and link[stage] is None),
    )
    return [Row(name, counts) for (name, _places), counts in zip(named, shown, strict=True)]
