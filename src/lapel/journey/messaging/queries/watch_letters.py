"""Letters of the watch over assessors (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.qualification.models import DriftWarning, Pause


def warning_letter(warning: DriftWarning) -> Letter:
    """Tell an assessor, and her alone, that her scores move away from others'."""
    return Letter(
        subject=_("A private word about your scores"),
        heading=_("Your scores have moved"),
        paragraphs=[
            _(
                "Of late your scores are %(direction)s than those of others on the same work, for "
                "the rubrics of %(place)s. That happens to everybody now and then."
            )
            % {"direction": warning.get_direction_display(), "place": warning.organisation},
            _(
                "Only you are told. Your mirror shows the cases beside the levels of the others; "
                "a look at them with the rubric at hand is usually enough."
            ),
        ],
        button=_("Go to my mirror"),
        url=address_of("qualification:mirror"),
        why=_("You get this letter because you are an assessor."),
    )


def pause_letter(pause: Pause) -> Letter:
    """Tell an assessor that she gets no new work, why, and what she can do."""
    return Letter(
        subject=_("You get no new work for now"),
        heading=_("A pause"),
        paragraphs=[
            _(
                "Your scores for the rubrics of %(place)s have become %(direction)s than those of "
                "others on the same work, so far that new work stops."
            )
            % {"direction": pause.get_direction_display(), "place": pause.organisation},
            _(
                "A lead assessor confirms or lifts it within one business day. You see the cases, "
                "and can say what speaks against it; a key can be wrong. What you had not "
                "finished is kept for you."
            ),
        ],
        button=_("See the cases"),
        url=address_of("qualification:pause", pause.pk),
        why=_("You get this letter because you are an assessor."),
    )


def decided_letter(pause: Pause) -> Letter:
    """Tell an assessor what became of her pause, in the lead's words."""
    if pause.lifted_at and pause.lifted_by_id is None:
        said = _("An anchor's key was agreed anew, and with it nothing asks for a pause any more.")
    else:
        said = pause.words
    lifted = pause.lifted_at is not None
    return Letter(
        subject=_("Your pause is lifted") if lifted else _("Your pause was confirmed"),
        heading=_("You get work again") if lifted else _("The pause stands"),
        paragraphs=[said],
        button=_("Go to my desk") if lifted else _("See the cases"),
        url=address_of("review:index") if lifted else address_of("qualification:pause", pause.pk),
        why=_("You get this letter because you are an assessor."),
    )


def to_decide_letter(pause: Pause) -> Letter:
    """Ask a lead to confirm or lift a pause, or say that the time for it is over."""
    if pause.escalated_at:
        said = _("Nobody confirmed or lifted it within one business day. Please do so now.")
    elif pause.contested_at:
        said = _("The assessor has said something against it; please read it before you decide.")
    else:
        said = _("Please confirm or lift it within one business day, in words to the assessor.")
    return Letter(
        subject=_("A pause waits for a lead assessor"),
        heading=_("A pause waits for you"),
        paragraphs=[
            _("The scores of an assessor for the rubrics of %s have moved, and new work stopped.")
            % pause.organisation,
            said,
        ],
        button=_("Look at the cases"),
        url=address_of("qualification:pause", pause.pk),
        why=_("You get this letter because you lead assessors."),
    )
