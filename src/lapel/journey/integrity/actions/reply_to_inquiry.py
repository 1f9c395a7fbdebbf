"""The teacher's right of reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.events import InquiryAnswered
from lapel.journey.integrity.models import Inquiry
from lapel.journey.integrity.policies import may_answer
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def reply_to_inquiry(
    *, person: Person, inquiry_id: UUID, reply: str, shows_process: bool
) -> Inquiry:
    """Say her side, once, and give or keep her leave to show how the work grew."""
    with transaction.atomic():
        inquiry = held(inquiry_id)
        if inquiry is None or not may_answer(person, inquiry):
            raise PermissionDenied
        if inquiry.closed_at:
            raise Refusal(_("This inquiry is closed."))
        if inquiry.replied_at:
            raise Refusal(_("You have replied already; your words are kept as they are."))
        if not reply.strip():
            raise Refusal(_("Write your reply first."))
        inquiry.reply, inquiry.replied_at = reply.strip(), now()
        inquiry.shows_process = shows_process
        inquiry.save(update_fields=["reply", "replied_at", "shows_process"])
        note(
            aggregate="inquiry",
            aggregate_id=inquiry.pk,
            action="answered",
            actor=person.pk,
            facts={"shows_process": shows_process},
            words=reply.strip(),
        )
        announce(InquiryAnswered(submission_id=inquiry.submission_id, inquiry_id=inquiry.pk))
    return inquiry


def held(inquiry_id: UUID) -> Inquiry | None:
    """Hold an inquiry for the rest of the transaction."""
    Inquiry.objects.select_for_update().filter(pk=inquiry_id).first()
    return Inquiry.objects.select_related("submission", "match").filter(pk=inquiry_id).first()
