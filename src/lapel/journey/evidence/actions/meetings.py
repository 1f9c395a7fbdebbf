"""Ask for a mentor's meeting, and log that it was held (R12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.actions.drafts import held_draft
from lapel.journey.evidence.events import MentorMeetingAsked
from lapel.journey.evidence.models import MentorMeeting
from lapel.journey.evidence.queries import mentors_for
from lapel.journey.people.queries import calendar_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from lapel.journey.people.models import Person


def ask_for_meeting(*, person: Person, draft_id: UUID, mentor_id: UUID) -> MentorMeeting:
    """Ask one of the mentors at her school, or above it, for a meeting."""
    with transaction.atomic():
        draft = held_draft(person=person, draft_id=draft_id)
        mentor = mentors_for(draft).filter(id=mentor_id).first()
        if mentor is None:
            raise ValidationError(_("Please choose a mentor from the list."))
        waiting = draft.meetings.filter(mentor=mentor, logged_at=None).first()
        if waiting:
            return waiting
        meeting = MentorMeeting.objects.create(draft=draft, mentor=mentor, asked_at=now())
        note(aggregate="draft", aggregate_id=draft.id, action="meeting-asked", actor=person.pk)
        announce(MentorMeetingAsked(meeting_id=meeting.id))
    return meeting


def log_meeting(*, mentor: Person, meeting_id: UUID, held_on: date) -> MentorMeeting:
    """Log that the meeting was held, which opens the next attempt."""
    with transaction.atomic():
        meeting = MentorMeeting.objects.select_for_update(of=("self",)).get(
            id=meeting_id, mentor=mentor
        )
        if held_on > _today(meeting):
            raise ValidationError(_("This day is still to come."))
        if meeting.logged_at is None:
            meeting.held_on, meeting.logged_at = held_on, now()
            meeting.save()
            note(
                aggregate="draft",
                aggregate_id=meeting.draft_id,
                action="meeting-logged",
                actor=mentor.pk,
                facts={"held_on": held_on.isoformat()},
            )
    return meeting


def _today(meeting: MentorMeeting) -> date:
    """Tell the day it is where she teaches."""
    return now().astimezone(calendar_of(meeting.draft.enrolment.organisation).zone).date()
