"""The letter that a session waits. What was recalled or rated is in no letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.learning.queries import Session


def session_letter(session: Session) -> Letter:
    """Tell a teacher who asked for it that today's session is there, and ask how a try went."""
    told = {"minutes": session.minutes}
    waits = ngettext(
        "Today's session is there when you have %(minutes)d minute.",
        "Today's session is there when you have %(minutes)d minutes.",
        session.minutes,
    )
    tried = [
        _("You meant to try: “%s”. One line on how it went is enough.") % each.words
        for each in session.tried
    ]
    return Letter(
        subject=ngettext("Today: %(minutes)d minute", "Today: %(minutes)d minutes", session.minutes)
        % told,
        heading=_("A little spaced practice"),
        paragraphs=[
            waits % told,
            *tried,
            _("If today is not the day, leave it. Nothing is lost, and nobody counts."),
        ],
        button=_("To today"),
        url=address_of("learning:today"),
        why=_(
            "You get this letter because you asked to be reminded. You can end it, change its hour "
            "or take days off on the page “Minutes, days off, reminders”."
        ),
    )
