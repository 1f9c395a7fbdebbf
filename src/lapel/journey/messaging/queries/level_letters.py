"""The letter on levels that are described anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.catalogue.models import Level
from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.authoring.models import LevelKept


def kept_letter(kept: LevelKept) -> Letter:
    """Tell a teacher that the levels ask for more now, and that hers stays."""
    told = {
        "level": Level(kept.level).label,
        "competency": str(kept.version.levels.competency),
        "number": kept.version.number,
    }
    return Letter(
        subject=_("Your level in “%(competency)s” stays") % told,
        heading=_("The levels of a competency are described anew"),
        paragraphs=[
            _(
                "You reached %(level)s in “%(competency)s” by version %(number)d of its levels."
                " Another version is in force now, and asks for something besides."
            )
            % told,
            _(
                "You keep your level, and what it opened stays open. Your page says what the new"
                " version asks for, if you want to go on."
            ),
        ],
        button=_("To my levels"),
        url=address_of("plan:levels"),
        why=_("You get this letter once, because you had reached a level. Only you see it."),
    )
