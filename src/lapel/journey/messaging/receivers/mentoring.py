"""Letters between a teacher and a mentor."""

from __future__ import annotations

from lapel.journey.evidence.events import DraftOpened, MentorMeetingAsked, ReaderWrote
from lapel.journey.evidence.models import DraftReader, MentorMeeting, ReaderNote
from lapel.journey.evidence.queries import mentors_for
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import mentor_letters as letters
from lapel.journey.record.events import receives


@receives(MentorMeetingAsked)
def ask_mentor(event: MentorMeetingAsked) -> None:
    """Tell the mentor who asks her, unless they met or one of them is gone meanwhile."""
    meeting = (
        MentorMeeting.objects.filter(pk=event.meeting_id, logged_at=None)
        .filter(draft__enrolment__person__is_active=True)
        .select_related("mentor", "draft__enrolment__person")
        .select_related("draft__enrolment__organisation__parent__parent")
        .first()
    )
    if meeting and meeting.mentor in mentors_for(meeting.draft):
        write_letter(
            key=f"meeting:{meeting.pk}",
            kind="meeting",
            words=lambda: letters.meeting_letter(meeting),
            person=meeting.mentor,
        )


@receives(DraftOpened)
def invite_to_read(event: DraftOpened) -> None:
    """Tell the mentor that she may read, unless that was taken back meanwhile."""
    reader = (
        DraftReader.objects.filter(pk=event.reader_id, ended_at=None)
        .filter(draft__enrolment__person__is_active=True)
        .select_related("mentor", "draft__enrolment__person")
        .first()
    )
    if reader:
        write_letter(
            key=f"reading:{reader.pk}",
            kind="reading",
            words=lambda: letters.reading_letter(reader),
            person=reader.mentor,
        )


@receives(ReaderWrote)
def tell_of_note(event: ReaderWrote) -> None:
    """Tell the teacher that a note waits for her."""
    written = ReaderNote.objects.select_related(
        "reader__mentor", "reader__draft__enrolment__person"
    ).get(pk=event.note_id)
    write_letter(
        key=f"read:{written.pk}",
        kind="read",
        words=lambda: letters.note_letter(written),
        person=written.reader.draft.enrolment.person,
    )
