"""Set what a school aims at, or a role asks for; and end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.measurement.later import Standing
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import Aim
from lapel.journey.diagnosis.policies import may_set_aims
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person

LONGEST_NAME = 120


def set_aim(
    *,
    person: Person,
    organisation: Organisation,
    kind: str,
    name: str,
    levels: Mapping[str, str],
) -> Aim:
    """Set an aim from today on; the standing one of the same name ends, and stays on record."""
    if not may_set_aims(person, organisation):
        raise PermissionDenied
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(_("Please give it a name of at most 120 signs."))
    known = set(Competency.objects.filter(pk__in=levels).values_list("pk", flat=True))
    if not levels or known != set(levels) or not set(levels.values()) <= set(Standing):
        raise Refusal(_("Please choose a level for at least one competency."))
    with transaction.atomic():
        take_turns(f"diagnosis.aims:{organisation.pk}")
        standing = Aim.objects.filter(organisation=organisation, name=name, ended_at=None)
        standing.update(ended_at=now())
        aim = Aim.objects.create(
            organisation=organisation,
            kind=Aim.Kind(kind),
            name=name,
            levels={code: str(level) for code, level in sorted(levels.items())},
            set_by=person,
            set_at=now(),
        )
        _note(aim, person, "set", levels=aim.levels)
    return aim


def end_aim(*, person: Person, aim_id: UUID) -> Aim:
    """End an aim: nobody is held against it any more."""
    with transaction.atomic():
        aim = Aim.objects.select_for_update(of=("self",)).select_related("organisation")
        found = aim.get(pk=aim_id)
        if not may_set_aims(person, found.organisation):
            raise PermissionDenied
        if found.ended_at is None:
            found.ended_at = now()
            found.save(update_fields=["ended_at"])
            _note(found, person, "ended")
    return found


def _note(aim: Aim, person: Person, action: str, **facts: object) -> None:
    note(aggregate="aim", aggregate_id=aim.pk, action=action, actor=person.pk, facts=facts)
