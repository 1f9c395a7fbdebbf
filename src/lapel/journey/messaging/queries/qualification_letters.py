"""The words of letters about qualifications: reached, not reached, ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of, day_of
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from lapel.journey.qualification.models import Qualification, Training


def _until(held: Qualification) -> str:
    zone = calendar_of(held.version.microcredential.organisation).zone
    return day_of(held.until, zone)


def qualified_letter(held: Qualification) -> Letter:
    """Tell an assessor that she may assess, and until when."""
    title = held.version.title
    return Letter(
        subject=_("You may assess “%s”") % title,
        heading=_("You may assess “%s”") % title,
        paragraphs=[
            _("On the anchors you read “%s” as your colleagues do: you are qualified.") % title,
            _("It holds until %s, for this rubric. A month before, we tell you how to renew it.")
            % _until(held),
        ],
        button=_("See what you are qualified for"),
        url=address_of("qualification:index"),
        why=_("You get this letter because you are an assessor."),
    )


def not_reached_letter(training: Training, left: int) -> Letter:
    """Tell an assessor what comes after a try that did not reach the bars."""
    if left:
        onward = (
            ngettext(
                "You have %d more try. Before it, look at the criteria the page names.",
                "You have %d more tries. Before the next, look at the criteria the page names.",
                left,
            )
            % left
        )
    else:
        onward = _("A lead assessor looks with you at what is hard here, and opens the next one.")
    return Letter(
        subject=_("What came of your try on the anchors"),
        heading=_("Not reached this time"),
        paragraphs=[
            _("It happens to many, with every rubric, and says what to look at again."),
            onward,
        ],
        button=_("See what to practise"),
        url=address_of("qualification:training", training.pk),
        why=_("You get this letter because you train to assess."),
    )


def tried_in_vain_letter(training: Training) -> Letter:
    """Tell a lead that somebody had her tries and waits for her."""
    name, title = training.person.shown_name, training.version.title
    return Letter(
        subject=_("An assessor in training waits for you"),
        heading=_("An assessor in training waits for you"),
        paragraphs=[
            _("%(name)s had her tries on the anchors of “%(title)s”.")
            % {"name": name, "title": title},
            _("Score some practice portfolios together, then open one more try for her."),
        ],
        button=_("Open the page"),
        url=address_of("qualification:set", training.version.microcredential.slug),
        why=_("You get this letter because you lead assessors."),
    )


def ending_letter(held: Qualification, days: int) -> Letter:
    """Tell an assessor that a qualification ends, in so many days or now, and how to renew it."""
    title = held.version.title
    if days:
        heading = _("Time to renew: “%s”") % title
        first = _("Your qualification holds until %s.") % _until(held)
        then = _("Score a set of anchors again before that day, and it holds for another year.")
    else:
        heading = _("Your qualification has ended: “%s”") % title
        first = _("From now on you are offered no more of this work; what you hold you may finish.")
        then = _("Score a set of anchors again whenever you like, and it holds for another year.")
    return Letter(
        subject=heading,
        heading=heading,
        paragraphs=[first, then],
        button=_("Renew it on anchors"),
        url=address_of("qualification:index"),
        why=_("You get this letter because you are an assessor."),
    )
