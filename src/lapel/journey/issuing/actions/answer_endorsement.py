"""Accept or reject what one is asked to endorse, and let in who is asked from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.events import (
    EndorsementAccepted,
    EndorsementAsked,
    EndorsementRejected,
)
from lapel.journey.issuing.models import Award, Endorsement
from lapel.journey.issuing.policies import may_answer, may_let_in
from lapel.journey.issuing.queries import held_endorsement
from lapel.journey.people import actions as people
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.review.models import Assessment

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def accept_endorsement(*, person: Person, endorsement_id: UUID, comment: str) -> Endorsement:
    """Say yes, in words for all to read; a job signs them with the endorsing organisation's key.

    Refused while what is endorsed is not in force, and to whoever assessed that evidence.
    """
    with transaction.atomic():
        asked = held_endorsement(endorsement_id)
        if not may_answer(person, asked):
            raise PermissionDenied
        if not comment.strip():
            raise Refusal(_("Say in your words what you vouch for; they are what is signed."))
        _refuse_what_cannot_stand(asked, person)
        asked.comment = comment.strip()
        _move(asked, Endorsement.State.ACCEPTED, person)
        announce(EndorsementAccepted(endorsement_id=asked.pk))
    return asked


def reject_endorsement(*, person: Person, endorsement_id: UUID, words: str) -> Endorsement:
    """Say no, with words to whoever asked; of a body from outside who keeps the instance may."""
    with transaction.atomic():
        asked = held_endorsement(endorsement_id)
        if not (may_answer(person, asked) or may_let_in(person, asked)):
            raise PermissionDenied
        if not words.strip():
            raise Refusal(_("Say why not; whoever asked reads it."))
        asked.words, asked.email = words.strip(), ""
        _move(asked, Endorsement.State.REJECTED, person)
        announce(EndorsementRejected(endorsement_id=asked.pk))
    return asked


def let_body_in(*, person: Person, endorsement_id: UUID) -> Endorsement:
    """Bring the body that is asked: its officer is invited, and answers when she has come in."""
    with transaction.atomic():
        asked = held_endorsement(endorsement_id)
        if not may_let_in(person, asked):
            raise PermissionDenied
        try:
            asked.endorser = people.bring_body(person=person, name=asked.body, email=asked.email)
        except people.Refusal as refusal:
            raise Refusal(str(refusal)) from refusal
        asked.email = ""
        asked.save(update_fields=["endorser", "email"])
        note(
            aggregate="endorsement",
            aggregate_id=asked.pk,
            action="let in",
            actor=person.pk,
            facts={"endorser": str(asked.endorser.pk)},
        )
        announce(EndorsementAsked(endorsement_id=asked.pk))
    return asked


def _refuse_what_cannot_stand(asked: Endorsement, person: Person) -> None:
    award = asked.award
    if award is None:
        return
    if award.state != Award.State.ISSUED:
        raise Refusal(_("This award is not in force; say no, or wait."))
    # of a stack, also the evidence behind the awards that it rests on
    proved = Q(case__decision__award=award) | Q(case__decision__award__in=award.rests_on.all())
    if Assessment.objects.filter(proved, assessor=person).exists():
        raise Refusal(
            _(
                "You scored the evidence behind this award, and nobody endorses her own work. "
                "Say no, without naming this reason: nobody is to learn who assessed."
            )
        )


def _move(asked: Endorsement, state: str, person: Person) -> None:
    asked.state, asked.answered_by, asked.answered_at = state, person, now()
    asked.save()
    note(
        aggregate="endorsement",
        aggregate_id=asked.pk,
        action=state,
        actor=person.pk,
        facts={"endorser": str(asked.endorser_id) if asked.endorser_id else None},
    )
