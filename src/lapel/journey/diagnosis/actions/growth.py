"""Let a mentor see one's growth, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.models import GrowthReader
from lapel.journey.diagnosis.queries.growth import mentors_to_ask
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def let_see_growth(*, person: Person, mentor_id: UUID, words: str) -> GrowthReader:
    """Keep her leave, dated, in the words that she read, for a mentor of her places."""
    with transaction.atomic():
        take_turns(f"diagnosis.growth:{person.pk}")
        mentor = mentors_to_ask(person).filter(pk=mentor_id).first()
        if mentor is None:
            raise Refusal(_("Please choose a mentor from the list."))
        reader = GrowthReader.objects.create(
            person=person, mentor=mentor, words=words, let_in_at=now()
        )
        _note(reader, "growth-shown")
    return reader


def end_growth_reading(*, person: Person, reader_id: UUID) -> GrowthReader:
    """Take her leave back: from now on the mentor sees nothing of it."""
    with transaction.atomic():
        reader = GrowthReader.objects.select_for_update(of=("self",)).get(
            pk=reader_id, person=person
        )
        if reader.ended_at is None:
            reader.ended_at = now()
            reader.save(update_fields=["ended_at"])
            _note(reader, "growth-hidden")
    return reader


def _note(reader: GrowthReader, action: str) -> None:
    note(
        aggregate="growth",
        aggregate_id=reader.pk,
        action=action,
        actor=reader.person_id,
        facts={"mentor": str(reader.mentor_id)},
    )
