"""Leave an award as it is, although what it was given for no longer stands (R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.apply_change import hold_awards
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Award, LeftStanding
from lapel.journey.issuing.policies import may_change_standing
from lapel.journey.issuing.queries.grounds import grounds_of
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def leave_standing(*, person: Person, award_id: UUID, words: str) -> LeftStanding:
    """Decide that an award stays as it is; it asks no more, until something else comes up.

    Nothing of it changes and nobody outside is told. `Refusal` without words, or where nothing
    about it waits for a decision.
    """
    with transaction.atomic():
        hold_awards(award_ids=[award_id])
        award = Award.objects.select_related("achievement__issuer__organisation").get(pk=award_id)
        if not may_change_standing(person, award):
            raise PermissionDenied
        if not words.strip():
            raise Refusal(_("Say in a sentence why."))
        asks = [each.kind for each in grounds_of(award) if each.left is None]
        if not asks:
            raise Refusal(_("Nothing about this award waits for your decision."))
        made = LeftStanding.objects.create(award=award, words=words.strip(), by=person, at=now())
        note(
            aggregate="award",
            aggregate_id=award.pk,
            action="left as it is",
            actor=person.pk,
            facts={"grounds": asks},
            words=made.words,
        )
    return made
