"""Say how long an organisation keeps what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.retention.actions.refusal import Refusal
from lapel.journey.retention.events import TimesSet
from lapel.journey.retention.models import Times
from lapel.journey.retention.policies import may_set
from lapel.turns import take_turns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.journey.people.models import Organisation, Person

# A month to notice, to appeal, to go on; an award that nobody could look behind is worth less.
LEAST = {
    "drafts": 90,
    "removed": 14,
    "originals": 14,
    "shown": 180,
    "answers": 30,
    "extension": 0,
}
MOST = 3650


def set_times(*, person: Person, organisation: Organisation, days: Mapping[str, int]) -> Times:
    """Set all times of an organisation; every clock under it looks at once."""
    if not may_set(person, organisation):
        raise PermissionDenied
    wrong = [name for name, least in LEAST.items() if not least <= days[name] <= MOST]
    if wrong:
        raise Refusal(_("One of these times is too short or too long."))
    with transaction.atomic():
        take_turns(f"retention:times:{organisation.pk}")
        before = Times.objects.filter(pk=organisation.pk).first()
        made, _is_new = Times.objects.update_or_create(
            organisation=organisation,
            defaults={name: days[name] for name in LEAST} | {"set_by": person, "set_at": now()},
        )
        was = {name: getattr(before, name) for name in LEAST} if before else {}
        facts = {"was": was, "days": {name: days[name] for name in LEAST}}
        note(
            aggregate="times",
            aggregate_id=organisation.pk,
            action="set",
            actor=person.pk,
            facts=facts,
        )
        announce(TimesSet(organisation_id=organisation.pk))
    return made
