"""The words of letters on students' consent; they name no student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.consent.models import SchoolClass, Student


def taken_away_letter(student: Student, file_ids: Sequence[UUID], texts: int = 0) -> Letter:
    """Tell a teacher that a family took its consent back, and what follows from it."""
    count = len(file_ids)
    gone = ngettext(
        "%(count)s of your files showed that student. It was taken away from assessors at once.",
        "%(count)s of your files showed that student. They were taken away from assessors at once.",
        count,
    ) % {"count": count}
    nothing = _("None of your files says that it shows that student; please make sure it is so.")
    return Letter(
        subject=_("A family has taken its consent back"),
        heading=_("A family has taken its consent back"),
        paragraphs=[
            _("It is a student of your class “%s”; whose family it is stands in your ledger.")
            % student.school_class,
            gone if count else nothing,
            *_left_out(texts),
            _(
                "Where a face had stayed by that consent it is covered now, and the file is shown "
                "again in that form. Where you had named the student, please cover the places "
                "yourself. What you have earned stays yours."
            ),
        ],
        button=_("Look at the file") if count else _("Open the ledger"),
        url=address_of("redaction:file", file_ids[0])
        if count
        else address_of("consent:student", student.id),
        why=_("You get this letter because you keep this class."),
    )


def _left_out(texts: int) -> list[str]:
    if not texts:
        return []
    said = ngettext(
        "In %(count)s text that you handed in the student's initials or pseudonym are replaced by "
        "dots for everybody else. Your own copy and its hash stay as they were.",
        "In %(count)s texts that you handed in the student's initials or pseudonym are replaced by "
        "dots for everybody else. Your own copies and their hashes stay as they were.",
        texts,
    )
    return [said % {"count": texts}]


def consent_ended_letter(school_class: SchoolClass) -> Letter:
    """Tell a teacher that a consent has reached its last day."""
    return Letter(
        subject=_("A family's consent has ended"),
        heading=_("A consent has reached its last day"),
        paragraphs=[
            _("In your class “%s” a consent holds no longer. Nothing new may be shown by it.")
            % school_class,
            _("What was submitted before stays as it is. You can give the family the form anew."),
        ],
        button=_("Open the ledger"),
        url=address_of("consent:class", school_class.id),
        why=_("You get this letter because you keep this class."),
    )
