"""Letters between teachers who hand in a piece of evidence together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Share


def share_letter(share: Share) -> Letter:
    """Tell a teacher that a colleague would hand in a piece with her (R24)."""
    who = share.artefact.draft.enrolment.person.shown_name
    return Letter(
        subject=_("%s asks you to hand in a piece of evidence together") % who,
        heading=_("A colleague asks you to share a piece of evidence"),
        paragraphs=[
            _("%s would like to hand in a piece of evidence that you made together.") % who,
            _(
                "If you accept, it stands in your draft as well. Each of you writes what her own "
                "part was, and her own reflection. You can leave it again until you submit."
            ),
        ],
        button=_("Read and answer"),
        url=address_of("evidence:index"),
        why=_("You get this letter because you are enrolled in the same, and %s chose you.") % who,
    )


def taken_away_letter(share: Share) -> Letter:
    """Tell a teammate that a piece is shown no more for now; nobody is named, nor a student."""
    title = share.artefact.draft.enrolment.version.title
    return Letter(
        subject=_("A piece that you share for “%s” is not shown for now") % title,
        heading=_("A piece that you share was taken away for now"),
        paragraphs=[
            _(
                "A family took its consent back. A piece of evidence for “%s”, which a colleague "
                "shares with you, is shown to nobody else until the student is covered in it."
            )
            % title,
            _(
                "Your colleague knows, and only she can do that. It counts against neither of "
                "you, and what was decided stays."
            ),
        ],
        button=_("Open your evidence"),
        url=address_of("evidence:index"),
        why=_("You get this letter because you share a piece of evidence."),
    )
