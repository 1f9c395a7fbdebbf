"""Switch an award's public page on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions.own import own_award
from lapel.journey.sharing.models import Share

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def change_share(*, person: Person, award_id: UUID, is_public: bool, shows_name: bool) -> Share:
    """Set what strangers see of an award: its page or nothing, with her name or without."""
    with transaction.atomic():
        award = own_award(person=person, award_id=award_id)
        share, _made = Share.objects.update_or_create(
            award=award,
            defaults={"is_public": is_public, "shows_name": shows_name, "changed_at": now()},
        )
        note(
            aggregate="share",
            aggregate_id=award.pk,
            action="sharing changed",
            actor=person.pk,
            facts={"public": is_public, "name": shows_name},
        )
    return share
