"""Levels that others have set as an aim: a role's, or a school's, where she belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.measurement.later import Standing
from lapel.journey.catalogue.models import Level
from lapel.journey.diagnosis.models import Aim
from lapel.journey.people.queries import organisations_above, roles_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

LEVELS = {standing.value: level.value for level, standing in zip(Level, Standing, strict=True)}


def aims_for(person: Person) -> list[Aim]:
    """Give the standing aims of where she belongs and of what that belongs to, by name."""
    places = {
        above.pk for each in roles_of(person) for above in organisations_above(each.organisation)
    }
    found = Aim.objects.filter(organisation__in=places, ended_at=None)
    return list(found.select_related("organisation").order_by("name", "pk"))


def aim_named(person: Person, aim_id: UUID) -> Aim | None:
    """Find one of them."""
    return next((each for each in aims_for(person) if each.pk == aim_id), None)


def targets_of(aim: Aim) -> dict[str, str]:
    """Give an aim's levels as a plan keeps them."""
    return {code: LEVELS[standing] for code, standing in aim.levels.items()}
