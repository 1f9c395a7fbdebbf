"""The words of the letter on a newer version of what somebody holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.issuing.queries import Newer


def newer_letter(newer: Newer) -> Letter:
    """Tell a holder what a newer version asks of her, and that nothing is taken from her."""
    carried = len(newer.carried)
    told = {
        "title": newer.version.title,
        "number": newer.version.number,
        "older": newer.older,
        "criteria": "; ".join(each.title for each in newer.asked),
    }
    return Letter(
        subject=_("“%(title)s” has a version %(number)d") % told,
        heading=_("A newer version of what you hold"),
        paragraphs=[
            _(
                "You hold version %(older)d of “%(title)s”. It stays valid and goes on counting; "
                "you need not do anything."
            )
            % told,
            _(
                "If you like, you can refresh it to version %(number)d. Show only what changed: "
                "%(criteria)s."
            )
            % told,
            *([_carried(carried)] if carried else []),
        ],
        button=_("See what changed"),
        url=address_of("issuing:newer", newer.award.pk),
        why=_("You get this letter once, because you hold an earlier version."),
    )


def _carried(count: int) -> str:
    said = ngettext(
        "%(count)d criterion carries over from your award.",
        "%(count)d criteria carry over from your award.",
        count,
    )
    return said % {"count": count}
