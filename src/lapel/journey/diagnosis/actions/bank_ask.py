"""Ask a colleague to review a wording, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.events import ReviewAsked, ReviewWithdrawn
from lapel.journey.diagnosis.models import ItemVersion, ReviewRequest
from lapel.journey.diagnosis.policies import may_keep_bank, may_withdraw_request
from lapel.journey.diagnosis.queries.bank import reviewers_for
from lapel.journey.diagnosis.queries.bank_faults import faults_in
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.diagnosis.models import BankItem
    from lapel.journey.people.models import Person


def ask_for_review(
    *, person: Person, version_id: UUID, colleague_id: UUID, words: str = ""
) -> ReviewRequest:
    """Ask one colleague who may review a draft to read it; she gets a letter.

    Refused where it is no draft or still has faults, for somebody who may not review it, and where
    she was asked already and has not answered.
    """
    with transaction.atomic():
        version = ItemVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if not may_keep_bank(person, version.item.organisation):
            raise PermissionDenied
        if version.state != ItemVersion.State.DRAFT:
            raise Refusal(_("This wording is not waiting for a review."))
        if faults_in(version):
            raise Refusal(_("It still has faults; mend them before somebody reads it."))
        colleague = reviewers_for(version).exclude(pk=person.pk).filter(pk=colleague_id).first()
        if colleague is None:
            raise Refusal(_("Choose a colleague who designs questions here and did not write it."))
        if version.requests.filter(asked_of=colleague, ended_at=None).exists():
            raise Refusal(_("%s is asked already.") % colleague.shown_name)
        asked = ReviewRequest.objects.create(
            version=version, asked_by=person, asked_of=colleague, words=words.strip(), at=now()
        )
        note(
            aggregate="question",
            aggregate_id=version.item_id,
            action="review asked",
            actor=person.pk,
            facts={"version": version.number, "asked": str(colleague.pk)},
            words=asked.words,
        )
        announce(ReviewAsked(request_id=asked.pk))
    return asked


def withdraw_request(*, person: Person, request_id: UUID) -> ReviewRequest:
    """Take a review back that one asked for; whom it was asked of gets a letter.

    Refused where nothing is asked any more.
    """
    with transaction.atomic():
        asked = ReviewRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        version = asked.version
        if not may_withdraw_request(person, asked):
            raise PermissionDenied
        if asked.ended_at is not None:
            raise Refusal(_("Nobody is asked for this review any more."))
        asked.ended_at = now()
        asked.save(update_fields=["ended_at"])
        note(
            aggregate="question",
            aggregate_id=version.item_id,
            action="review asked no more",
            actor=person.pk,
            facts={"version": version.number, "asked": str(asked.asked_of_id)},
        )
        announce(ReviewWithdrawn(request_id=asked.pk))
    return asked


def end_requests(*, item: BankItem) -> None:
    """Close what is still asked about a question; inside the caller's transaction.

    Whoever calls it has seen to it that this person may.
    """
    ReviewRequest.objects.filter(version__item=item, ended_at=None).update(ended_at=now())
