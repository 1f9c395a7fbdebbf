"""Letters on how long evidence is kept."""

from __future__ import annotations

from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import retention_letters
from lapel.journey.record.events import receives
from lapel.journey.retention.events import DeletionAhead, HoldChanged
from lapel.journey.retention.models import Hold, Notice


@receives(DeletionAhead)
def warn_of_deletion(event: DeletionAhead) -> None:
    """Warn the teacher two weeks before anything of hers goes."""
    found = Notice.objects.select_related("clock__draft__enrolment__version")
    notice = found.select_related("clock__draft__enrolment__person").get(pk=event.notice_id)
    write_letter(
        key=f"deletion:{notice.pk}",
        kind="deletion_ahead",
        words=lambda: retention_letters.deletion_letter(notice),
        person=notice.clock.draft.enrolment.person,
    )


@receives(HoldChanged)
def tell_of_hold_on_evidence(event: HoldChanged) -> None:
    """Tell the teacher, with the reason."""
    hold = Hold.objects.select_related("organisation", "person").get(pk=event.hold_id)
    write_letter(
        key=f"hold:{hold.pk}:{'lifted' if hold.lifted_at else 'placed'}",
        kind="hold",
        words=lambda: retention_letters.hold_letter(hold),
        person=hold.person,
    )
