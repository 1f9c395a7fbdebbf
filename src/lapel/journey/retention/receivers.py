"""Clocks: set going by files, looked at when they ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.consent.events import (
    ConsentExpired,
    ConsentWithdrawn,
    DeclineExpired,
    StudentRemoved,
)
from lapel.journey.evidence.events import CaptionsLeft
from lapel.journey.evidence.models import Artefact
from lapel.journey.files.events import FileReady, FileRefused
from lapel.journey.record.events import receives
from lapel.journey.retention.actions import (
    begin_clock,
    forget_answer,
    forget_decline,
    forget_left,
    forget_recording,
    forget_talk,
    keep_answer,
    keep_left,
    let_student_go,
    look_at_clock,
    ring_under,
)
from lapel.journey.retention.events import (
    AnswerKept,
    ClockRings,
    LeftFileKept,
    StudentKept,
    TalkKept,
    TimesSet,
)
from lapel.journey.viva.events import MediaEnds, RecordingReplaced

if TYPE_CHECKING:
    from uuid import UUID


@receives(FileReady)
def begin_to_count(event: FileReady) -> None:
    """Set the clock of the draft going in which a file lies."""
    _begin_for(event.file_id)


@receives(FileRefused)
def begin_to_count_for_what_was_refused(event: FileRefused) -> None:
    """Set it going for a file that nobody is shown, too: its original is kept."""
    _begin_for(event.file_id)


def _begin_for(file_id: UUID) -> None:
    held = Artefact.objects.filter(Q(file=file_id) | Q(captions=file_id)).first()
    if held is not None:
        begin_clock(draft_id=held.draft_id)


@receives(CaptionsLeft)
def count_for_captions_that_were_left(event: CaptionsLeft) -> None:
    """Keep them as long as a file that was removed."""
    keep_left(draft_id=event.draft_id, file_id=event.file_id)


@receives(LeftFileKept)
def forget_captions_that_were_left(event: LeftFileKept) -> None:
    """Erase them."""
    forget_left(draft_id=event.draft_id, file_id=event.file_id)


@receives(ClockRings)
def look_at_what_is_kept(event: ClockRings) -> None:
    """Warn or delete, as the day has come."""
    look_at_clock(draft_id=event.draft_id, at=event.at)


@receives(TimesSet)
def set_clocks_anew(event: TimesSet) -> None:
    """Let new times reach what is kept already."""
    ring_under(organisation_id=event.organisation_id)


@receives(ConsentWithdrawn)
def count_for_what_was_withdrawn(event: ConsentWithdrawn) -> None:
    """Keep the family's answer as long as the school says."""
    keep_answer(consent_id=event.consent_id)


@receives(ConsentExpired)
def count_for_what_ran_out(event: ConsentExpired) -> None:
    """Keep the family's answer as long as the school says."""
    keep_answer(consent_id=event.consent_id)


@receives(DeclineExpired)
def forget_who_said_no(event: DeclineExpired) -> None:
    """Erase who signed it."""
    forget_decline(consent_id=event.consent_id)


@receives(AnswerKept)
def forget_what_a_family_answered(event: AnswerKept) -> None:
    """Erase it."""
    forget_answer(consent_id=event.consent_id)


@receives(StudentRemoved)
def let_go_of_who_was_removed(event: StudentRemoved) -> None:
    """Erase what is kept of a student on whom nothing rests."""
    let_student_go(student_id=event.student_id)


@receives(StudentKept)
def look_at_who_was_removed(event: StudentKept) -> None:
    """Look again."""
    let_student_go(student_id=event.student_id)


@receives(MediaEnds)
def forget_what_was_said(event: MediaEnds) -> None:
    """Erase the recordings of a talk."""
    forget_talk(viva_id=event.viva_id)


@receives(TalkKept)
def look_at_what_was_said(event: TalkKept) -> None:
    """Look again."""
    forget_talk(viva_id=event.viva_id)


@receives(RecordingReplaced)
def forget_what_was_said_before(event: RecordingReplaced) -> None:
    """Erase it at once."""
    forget_recording(file_id=event.file_id)
