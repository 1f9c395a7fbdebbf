"""What a person may hold her picture against: aims and roles of her places, and stacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.measurement.later import Standing
from lapel.journey.catalogue.models import Level, Stack
from lapel.journey.diagnosis.models import Aim
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_above, organisations_where, roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Organisation, Person

# A level of the catalogue, as decisions on work and lines of the diagnosis have it.
STANDING_OF = {
    Level.EMERGING.value: Standing.EMERGING,
    Level.PRACTISING.value: Standing.DEVELOPING,
    Level.PROFICIENT.value: Standing.PROFICIENT,
    Level.LEADING.value: Standing.LEADING,
}
LEVEL_OF = {standing.value: Level(level) for level, standing in STANDING_OF.items()}
SETTERS = (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Target:
    """Levels by competency with whose they are; `key` names it in an address."""

    key: str
    name: str
    levels: Mapping[str, Standing]
    aim: Aim | None = None


def aims_set_by(organisations: Iterable[Organisation]) -> QuerySet[Aim]:
    """List the standing aims of organisations."""
    found = Aim.objects.filter(organisation__in=list(organisations), ended_at__isnull=True)
    return found.select_related("organisation", "set_by").order_by("organisation__name", "name")


def places_to_aim_for(person: Person) -> list[Organisation]:
    """List the organisations for which a person sets aims."""
    return list(organisations_where(person, SETTERS).order_by("name"))


def targets_for(person: Person) -> list[Target]:
    """List what she may compare herself with: aims of her places and those above, and stacks."""
    places: dict[UUID, Organisation] = {}
    for each in roles_of(person):
        places |= {one.pk: one for one in organisations_above(each.organisation)}
    aims = [_of_aim(each) for each in aims_set_by(places.values())]
    stacks = Stack.objects.order_by("title").prefetch_related("members__current")
    return [*aims, *(_of_stack(each) for each in stacks)]


def target_named(person: Person, key: str) -> Target | None:
    """Find one of these by its key; another place's is not there, as far as she may know."""
    return next((each for each in targets_for(person) if each.key == key), None)


def levels_of(aim: Aim) -> dict[str, Standing]:
    """Give an aim's levels by competency."""
    return {code: Standing(level) for code, level in sorted(aim.levels.items())}


def levels_told(aim: Aim) -> list[tuple[str, str]]:
    """Give an aim's levels in words, by code of the competency."""
    return [(code, str(LEVEL_OF[level].label)) for code, level in sorted(aim.levels.items())]


def _of_aim(aim: Aim) -> Target:
    return Target(f"aim-{aim.pk}", str(aim), levels_of(aim), aim)


def _of_stack(stack: Stack) -> Target:
    """Take of each competency the highest level among a stack's micro-credentials."""
    ranks = list(Standing)
    levels: dict[str, Standing] = {}
    for member in stack.members.all():
        version = member.current
        if version is None:
            continue
        code, standing = version.competency_id, STANDING_OF[version.level]
        levels[code] = max(levels.get(code, standing), standing, key=ranks.index)
    return Target(f"stack-{stack.slug}", stack.title, dict(sorted(levels.items())))
