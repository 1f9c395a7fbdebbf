"""The words of the letter that comes before a badge's end."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of, day_of

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.issuing.models import Award


def end_letter(award: Award, end: datetime) -> Letter:
    """Tell the holder that her badge ends soon, what that means, and how it goes on."""
    told = {
        "title": award.achievement.title,
        "issuer": award.achievement.issuer.name,
        "end": day_of(end, UTC),
        "day": date_format(award.awarded_on, "DATE_FORMAT"),
    }
    return Letter(
        subject=_("Your badge “%(title)s” ends on %(end)s") % told,
        heading=_("Your badge ends soon"),
        paragraphs=[
            _("Your badge “%(title)s” is valid until %(end)s.") % told,
            _(
                "After that day it no longer counts, and whoever verifies it reads that it has "
                "ended. It is not taken from you: its page stays, and says that you earned it on "
                "%(day)s."
            )
            % told,
            _(
                "To renew it, write to %(issuer)s before that day. They can give it a later end; "
                "its number and its page stay the same."
            )
            % told,
            *_anew(award),
        ],
        button=_("See my badge"),
        url=address_of("sharing:award", award.pk),
        why=_("You get this letter because you hold this badge."),
    )


def _anew(award: Award) -> list[str]:
    """Say where it is earned anew, while newcomers may enrol in it."""
    version = award.achievement.version
    if version is None or version.microcredential.current_id is None:
        return []
    page = address_of("catalogue:microcredential", version.microcredential.slug)
    return [_("Or earn it anew: %s") % page]
