"""What learning does when an hour has come, and what it tells plans."""

from __future__ import annotations

from lapel.journey.learning.actions import remind
from lapel.journey.learning.events import Enrolled, EnrolmentLeft, ReminderDue
from lapel.journey.learning.models import Enrolment
from lapel.journey.plan.actions import note_begun, note_left
from lapel.journey.record.events import receives


@receives(ReminderDue)
def remind_of_session(event: ReminderDue) -> None:
    """Remind her, if she still wants it and something waits."""
    remind(person_id=event.person_id, chain=event.chain)


@receives(Enrolled)
def tell_plan_of_enrolment(event: Enrolled) -> None:
    """Let her plan know that she has begun it."""
    enrolment = Enrolment.objects.select_related("version").get(pk=event.enrolment_id)
    if enrolment.left_at is None:
        note_begun(
            person_id=enrolment.person_id,
            microcredential_id=enrolment.version.microcredential_id,
            enrolment_id=enrolment.pk,
        )


@receives(EnrolmentLeft)
def tell_plan_of_leaving(event: EnrolmentLeft) -> None:
    """Let her plan know that she left it."""
    note_left(enrolment_id=event.enrolment_id)
