"""A person's finding, on the ladder of consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.actions.reply_to_inquiry import held
from lapel.journey.integrity.events import InquiryClosed
from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.integrity.policies import may_oversee
from lapel.journey.integrity.queries import others_who_may_find
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def close_inquiry(*, person: Person, inquiry_id: UUID, finding: Finding, reason: str) -> Inquiry:
    """Find, with a reason that the teacher reads.

    A consequence waits for her reply or the end of her time to give one, and is found by
    somebody who did not open the inquiry, where there is such a person.
    """
    with transaction.atomic():
        inquiry = held(inquiry_id)
        if inquiry is None or not may_oversee(person, inquiry):
            raise PermissionDenied
        _check(inquiry, person, finding, reason)
        inquiry.finding, inquiry.reason = finding, reason.strip()
        inquiry.closed_by, inquiry.closed_at = person, now()
        inquiry.save(update_fields=["finding", "reason", "closed_by", "closed_at"])
        note(
            aggregate="inquiry",
            aggregate_id=inquiry.pk,
            action="closed",
            actor=person.pk,
            facts={"finding": str(finding)},
            words=reason.strip(),
        )
        announce(
            InquiryClosed(
                submission_id=inquiry.submission_id, inquiry_id=inquiry.pk, finding=str(finding)
            )
        )
    return inquiry


def _check(inquiry: Inquiry, person: Person, finding: Finding, reason: str) -> None:
    if inquiry.closed_at:
        raise Refusal(_("This inquiry is closed."))
    if not reason.strip():
        raise Refusal(_("Give the reason; the teacher reads it."))
    if finding == Finding.NOTHING:
        return
    if not inquiry.replied_at and now() < inquiry.reply_until:
        raise Refusal(_("She has not replied, and still has time to: a consequence waits for it."))
    if person.pk == inquiry.opened_by_id and others_who_may_find(inquiry).exists():
        raise Refusal(_("You opened this inquiry; another lead assessor is to find."))
