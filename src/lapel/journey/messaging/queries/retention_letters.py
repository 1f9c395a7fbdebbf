"""The words of letters on how long evidence is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of
from lapel.journey.retention.models import Stage

if TYPE_CHECKING:
    from lapel.journey.retention.models import Hold, Notice


def deletion_letter(notice: Notice) -> Letter:
    """Warn a teacher of what is deleted on a day, and say what she can do."""
    title = notice.clock.draft.enrolment.version.title
    told = {"title": title, "day": date_format(notice.on, "DATE_FORMAT"), "count": notice.files}
    return Letter(
        subject=_("“%(title)s”: files are deleted on %(day)s") % told,
        heading=_("Files of yours are deleted soon"),
        paragraphs=[_what(notice) % told, *_way_out(notice), _rest()],
        button=_("See what is kept how long"),
        url=address_of("retention:index"),
        why=_("You get this letter because they are your files."),
    )


def _what(notice: Notice) -> str:
    if notice.stage == Stage.SHOWN:
        return ngettext(
            "What assessors saw for “%(title)s” is deleted on %(day)s: %(count)s file.",
            "What assessors saw for “%(title)s” is deleted on %(day)s: %(count)s files.",
            notice.files,
        )
    if notice.stage == Stage.TAKEN:
        return ngettext(
            "A family took its consent back. What shows that student in “%(title)s” is deleted on "
            "%(day)s: %(count)s file.",
            "A family took its consent back. What shows that student in “%(title)s” is deleted on "
            "%(day)s: %(count)s files.",
            notice.files,
        )
    return ngettext(
        "The time your organisation has set for “%(title)s” is over. On %(day)s we delete "
        "%(count)s file as you brought it.",
        "The time your organisation has set for “%(title)s” is over. On %(day)s we delete "
        "%(count)s files as you brought them.",
        notice.files,
    )


def _way_out(notice: Notice) -> list[str]:
    if notice.stage == Stage.SHOWN:
        return []
    if notice.stage == Stage.TAKEN:
        return [_("Where you cover the student in a file before that day, the covered form stays.")]
    return [
        _(
            "Until then you can take your originals home, and where your organisation lets you, "
            "keep them here for longer."
        )
    ]


def _rest() -> str:
    return _("What you wrote, the decision and your badge stay.")


def hold_letter(hold: Hold) -> Letter:
    """Tell a teacher that nothing of hers is deleted for now, and why; or that this is over."""
    told = {"organisation": hold.organisation, "reason": hold.reason}
    if hold.lifted_at:
        said = [_("%(organisation)s has lifted it. The times that are set hold again.") % told]
    else:
        said = [
            _("%(organisation)s asks that nothing of your evidence is deleted for now.") % told,
            hold.reason,
            _("Nobody sees more of it by that than before."),
        ]
    return Letter(
        subject=_("How long your evidence is kept"),
        heading=_("Your evidence is kept") if hold.lifted_at is None else _("No longer held"),
        paragraphs=said,
        button=_("See what is kept how long"),
        url=address_of("retention:index"),
        why=_("You get this letter because it is your evidence."),
    )
