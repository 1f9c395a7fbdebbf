"""Letters of inquiries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lapel.journey.integrity.events import InquiryAnswered, InquiryClosed, InquiryOpened
from lapel.journey.integrity.models import Inquiry
from lapel.journey.integrity.queries import others_who_may_find
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import inquiry_letters
from lapel.journey.record.events import receives

if TYPE_CHECKING:
    from uuid import UUID


def _inquiry(key: UUID) -> Inquiry:
    found = Inquiry.objects.select_related(
        "submission__person", "submission__organisation", "submission__draft__enrolment__version"
    )
    return found.get(pk=key)


@receives(InquiryOpened)
def tell_who_is_asked(event: InquiryOpened) -> None:
    """Tell the teacher that she is asked."""
    inquiry = _inquiry(event.inquiry_id)
    write_letter(
        key=f"inquiry:{inquiry.pk}:opened",
        kind="inquiry opened",
        words=lambda: inquiry_letters.opened_letter(inquiry),
        person=inquiry.submission.person,
    )


@receives(InquiryAnswered)
def ask_for_finding(event: InquiryAnswered) -> None:
    """Tell the leads who did not ask; or her who asked, where there is no other."""
    inquiry = _inquiry(event.inquiry_id)
    for person in list(others_who_may_find(inquiry)) or [inquiry.opened_by]:
        write_letter(
            key=f"inquiry:{inquiry.pk}:answered:{person.pk}",
            kind="inquiry answered",
            words=partial(
                inquiry_letters.answered_letter,
                inquiry,
                asked_it=person.pk == inquiry.opened_by_id,
            ),
            person=person,
        )


@receives(InquiryClosed)
def tell_what_was_found(event: InquiryClosed) -> None:
    """Tell the teacher that a person has found."""
    inquiry = _inquiry(event.inquiry_id)
    write_letter(
        key=f"inquiry:{inquiry.pk}:closed",
        kind="inquiry closed",
        words=lambda: inquiry_letters.closed_letter(inquiry),
        person=inquiry.submission.person,
    )
