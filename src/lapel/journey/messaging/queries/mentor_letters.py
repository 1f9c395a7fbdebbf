"""Letters between a teacher and a mentor; what a draft holds is in none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.evidence.models import DraftReader, MentorMeeting, ReaderNote


def meeting_letter(meeting: MentorMeeting) -> Letter:
    """Tell a mentor who asks her for a meeting, and nothing of what it is about (R12)."""
    who = meeting.draft.enrolment.person.shown_name
    return Letter(
        subject=_("%s asks you for a meeting") % who,
        heading=_("A colleague asks you for a meeting"),
        paragraphs=[
            _("%s asks you, as a mentor, for a meeting.") % who,
            _(
                "She has worked hard on her evidence and would like to talk it over with you "
                "before she submits it again. Half an hour is often enough, at school or on the "
                "telephone; what she shows you is hers to choose."
            ),
            _("When you have met, log the day: that opens her next attempt."),
        ],
        button=_("Log the meeting"),
        url=address_of("evidence:meetings"),
        why=_("You get this letter because you are a mentor, and %s chose you.") % who,
    )


def reading_letter(reader: DraftReader) -> Letter:
    """Tell a mentor that she may read a draft (R22)."""
    who = reader.draft.enrolment.person.shown_name
    return Letter(
        subject=_("%s lets you read a draft") % who,
        heading=_("A colleague lets you read her draft"),
        paragraphs=[
            _("%s would like you to read along while she gathers her evidence.") % who,
            _(
                "Tell her what works, and one idea to try. It is advice between colleagues: she "
                "submits when she likes, and no assessor sees what you write."
            ),
            _(
                "From now on, and for twelve months after she takes this back, her work is not "
                "given to you to assess."
            ),
        ],
        button=_("Read the draft"),
        url=address_of("evidence:reading", reader.draft_id),
        why=_("You get this letter because you are a mentor, and %s chose you.") % who,
    )


def note_letter(written: ReaderNote) -> Letter:
    """Tell a teacher that her mentor wrote to her; what it says is for her to open."""
    who = written.reader.mentor.shown_name
    return Letter(
        subject=_("%s has read your draft") % who,
        heading=_("A note on your draft"),
        paragraphs=[
            _("%s read your draft and wrote you a note. It stands on the page of the draft.") % who,
            _("It is for you alone: take from it what helps. Nothing waits for it."),
        ],
        button=_("Read the note"),
        url=address_of("evidence:draft", written.reader.draft_id) + "#readers",
        why=_("You get this letter because you let %s read your draft.") % who,
    )
