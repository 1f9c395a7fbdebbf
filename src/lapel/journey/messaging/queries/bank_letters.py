"""Letters between designers of the diagnosis' questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.diagnosis.models import ItemReview
from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.diagnosis.models import ItemVersion, ReviewRequest


def asked_letter(request: ReviewRequest) -> Letter:
    """Ask a designer to read a colleague's question."""
    version, who = request.version, request.asked_by.shown_name
    paragraphs = [
        _("%(who)s asks you to read a question of the diagnosis: “%(about)s”.")
        % {"who": who, "about": _about(version)},
        _(
            "Read it as a teacher would who meets it for the first time. Is the best answer the "
            "best one, and for the reason that is given? Does the source say what it is cited for?"
        ),
        _(
            "Find it fit, or send it back with a word on what to mend. Nobody is asked it before "
            "somebody other than its writer has read it."
        ),
    ]
    if request.words:
        paragraphs.insert(1, _("%(who)s writes: %(words)s") % {"who": who, "words": request.words})
    return Letter(
        subject=_("%s asks you to read a question") % who,
        heading=_("A question waits for your review"),
        paragraphs=paragraphs,
        button=_("Read the question"),
        url=_address(version),
        why=_("You get this letter because you design questions, and %s chose you.") % who,
    )


def withdrawn_letter(request: ReviewRequest) -> Letter:
    """Tell a designer that she need not read a question any more."""
    version, who = request.version, request.asked_by.shown_name
    told = {"who": who, "about": _about(version)}
    return Letter(
        subject=_("%s asks you no longer to read a question") % who,
        heading=_("A review is not needed any more"),
        paragraphs=[
            _("%(who)s had asked you to read “%(about)s”, and has taken that back.") % told,
            _("There is nothing for you to do. You may read the question all the same."),
        ],
        button=_("See the question"),
        url=_address(version),
        why=_("You get this letter because %s had asked you for a review.") % who,
    )


def reviewed_letter(review: ItemReview) -> Letter:
    """Tell who wrote a question, or asked for its review, what a colleague found."""
    version, who = review.version, review.person.shown_name
    told = {"who": who, "about": _about(version)}
    if review.verdict == ItemReview.Verdict.FIT:
        subject = _("%s finds a question fit to be asked") % who
        heading = _("A question is fit to be asked")
        paragraphs = [
            _("%(who)s read the question “%(about)s” and finds it fit to be asked.") % told,
            _("It can be published now, by you or by a colleague."),
        ]
    else:
        subject = _("%s sends a question back") % who
        heading = _("A question to be mended")
        paragraphs = [
            _("%(who)s read the question “%(about)s” and asks for it to be mended.") % told,
            _("What is changed becomes its next version, and the review stays beside this one."),
        ]
    if review.words:
        paragraphs.insert(1, _("%(who)s writes: %(words)s") % {"who": who, "words": review.words})
    return Letter(
        subject=subject,
        heading=heading,
        paragraphs=paragraphs,
        button=_("See the question"),
        url=_address(version),
        why=_("You get this letter because you wrote this question, or asked for its review."),
    )


def _about(version: ItemVersion) -> str:
    about: str = version.content.get("about") or version.item.key
    return about


def _address(version: ItemVersion) -> str:
    return f"{address_of('diagnosis:bank_item', version.item_id)}?wording={version.number}"
