"""Letters of inquiries: the teacher hears it plainly and first; a lead hears that she may find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.integrity.models import Inquiry


def _title(inquiry: Inquiry) -> str:
    title: str = inquiry.submission.draft.enrolment.version.title
    return title


def opened_letter(inquiry: Inquiry) -> Letter:
    """Tell the teacher that somebody asks her something, and that nothing is decided."""
    seen = (
        _("A lead assessor saw something in your evidence for “%s” and asks you about it.")
        if inquiry.match_id
        else _("In your talk about “%s” something remained open, and you are asked about it.")
    )
    return Letter(
        subject=_("A question about your evidence for “%s”") % _title(inquiry),
        heading=_("A question about your evidence"),
        paragraphs=[
            seen % _title(inquiry),
            _(
                "Nothing is decided. No program judges you; a person noticed something, and your "
                "side is heard before anybody finds anything. Often it is simply a plan that "
                "colleagues made together."
            ),
            _(
                "The assessment waits meanwhile. Please reply by the end of %s; a few sentences "
                "are enough."
            )
            % date_format(inquiry.reply_day, "DATE_FORMAT"),
        ],
        button=_("Read the question and reply"),
        url=address_of("integrity:question", inquiry.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def answered_letter(inquiry: Inquiry, *, asked_it: bool) -> Letter:
    """Tell a lead that a reply waits for a finding; `asked_it` where nobody else may find."""
    why_she = (
        _(
            "You asked, and no other lead assessor is there to find: please read both sides and "
            "say what follows. Her assessment waits until you do."
        )
        if asked_it
        else _(
            "You did not open it, so it is for you to read both sides and to say what follows. "
            "Her assessment waits until you do."
        )
    )
    return Letter(
        subject=_("An inquiry waits for a finding"),
        heading=_("A teacher has replied"),
        paragraphs=[
            _("An inquiry about evidence for “%s” has its reply.") % _title(inquiry),
            why_she,
        ],
        button=_("Read both sides"),
        url=address_of("integrity:inquiry", inquiry.pk),
        why=_("You get this letter because you lead assessors."),
    )


def closed_letter(inquiry: Inquiry) -> Letter:
    """Tell the teacher that it is closed; what was found is for her to open."""
    return Letter(
        subject=_("The question about your evidence for “%s” is closed") % _title(inquiry),
        heading=_("The question is closed"),
        paragraphs=[
            _("A person has read your evidence, what was asked and your reply, and has decided."),
            _("The finding and its reason stand beside the question."),
        ],
        button=_("Read the finding"),
        url=address_of("integrity:question", inquiry.pk),
        why=_("You get this letter because you submitted evidence."),
    )
