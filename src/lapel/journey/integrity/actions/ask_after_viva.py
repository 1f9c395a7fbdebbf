"""A person who heard a short talk asks a teacher about what remained open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.models import Submission
from lapel.journey.integrity.actions.open_inquiry import DAYS_TO_REPLY
from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.events import InquiryOpened
from lapel.journey.integrity.models import Inquiry
from lapel.journey.people.queries import business_deadline
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def ask_after_viva(*, person: Person, submission_id: UUID, words: str) -> Inquiry:
    """Open an inquiry without a match, in words the teacher reads; she has ten business days.

    The room of talks asks for it, and has seen to it that this person heard the talk.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission_id)
        if submission.inquiries.filter(closed_at=None).exists():
            raise Refusal(_("Another inquiry about this attempt is open; close that one first."))
        inquiry = Inquiry.objects.create(
            submission=submission,
            opened_by=person,
            opened_at=now(),
            words=words.strip(),
            reply_until=business_deadline(submission.organisation, now(), DAYS_TO_REPLY),
        )
        note(
            aggregate="inquiry",
            aggregate_id=inquiry.pk,
            action="opened",
            actor=person.pk,
            facts={"submission": str(submission.pk), "after": "talk"},
            words=words.strip(),
        )
        announce(InquiryOpened(submission_id=submission.pk, inquiry_id=inquiry.pk))
    return inquiry
