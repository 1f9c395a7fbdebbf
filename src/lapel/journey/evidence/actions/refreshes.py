"""Begin a refresh beside an award, and halt it while that award does not stand (R20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.actions.drafts import begin_draft
from lapel.journey.evidence.models import Answer, Refresh
from lapel.journey.evidence.queries import asked_places, refresh_of, refreshes_from
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.learning.models import Enrolment
    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Ground:
    """What a refresh rests on: an award by its id, the attempt that earned it, who shows what."""

    award: UUID
    attempt: Submission
    asked: tuple[str, ...]
    carried: dict[str, str]


def begin_refresh(*, person: Person, enrolment: Enrolment, ground: Ground) -> Draft:
    """Open a draft for what a later version changed, or give the one that is there.

    Called by issuing, which knows the award. Texts she wrote to questions that are asked again
    stand in it. `ValidationError` where she began the whole version already.
    """
    if ground.attempt.person_id != person.pk:
        raise PermissionDenied
    with transaction.atomic():
        draft = begin_draft(person=person, enrolment=enrolment)
        if refresh_of(draft) is not None:
            return draft
        if draft.answers.exists() or draft.artefacts.exists() or draft.submissions.exists():
            raise ValidationError(_("You have begun this version already; go on there."))
        draft.refresh = Refresh.objects.create(
            draft=draft,
            award=ground.award,
            rests_on=ground.attempt,
            asked=list(ground.asked),
            carried=ground.carried,
            begun_at=now(),
        )
        _bring_texts(draft, ground.attempt)
        note(
            aggregate="draft",
            aggregate_id=draft.id,
            action="refresh begun",
            actor=person.pk,
            facts={"award": str(ground.award), "asked": list(ground.asked)},
        )
    return draft


def _bring_texts(draft: Draft, attempt: Submission) -> None:
    """Put her earlier answers where they are asked for again; she changes them as she likes."""
    places = asked_places(draft)
    Answer.objects.bulk_create(
        Answer(
            draft=draft, question=each["question"], text=each["text"], revision=1, saved_at=now()
        )
        for each in attempt.manifest["answers"]
        if each["question"] in places
    )


def halt_refreshes(*, award_id: UUID, why: str) -> None:
    """Stop what would be carried from an award that does not stand, or let it go on (`why` "").

    Called by issuing, whose act on the award stands in the audit chain.
    """
    refreshes_from(award_id).update(halted=why)
