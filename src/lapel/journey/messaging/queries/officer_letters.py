"""Letters to officers: an award stands whose ground is gone, and a person decides (R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award


def lowered_letter(award: Award) -> Letter:
    """Tell an officer that the work behind an award, scored again, does not reach the line."""
    return _letter(
        award,
        _(
            "The work behind an award for “%s” was scored again, and a lead assessor decided that "
            "it does not reach the line. The holder has the letter."
        ),
    )


def withdrawn_letter(award: Award) -> Letter:
    """Tell an officer that a lead withdrew the qualification a badge speaks of."""
    return _letter(
        award,
        _(
            "A lead assessor withdrew the qualification behind the badge “%s”. Its holder is "
            "offered no work by it any more."
        ),
    )


def referred_letter(award: Award) -> Letter:
    """Tell an officer that people who looked into the work refer its award to her."""
    return _letter(
        award,
        _(
            "People looked into a question about the work behind an award for “%s”, heard its "
            "teacher, and refer the award to you. Their reason stands on the award's page."
        ),
    )


def _letter(award: Award, what: str) -> Letter:
    return Letter(
        subject=_("An award asks for your decision"),
        heading=_("An award asks for your decision"),
        paragraphs=[
            what % award.achievement.title,
            _(
                "The award stands as it was signed. Nobody but an officer takes one back: suspend "
                "it, revoke it with a reason that others will read, or leave it as it is."
            ),
        ],
        button=_("Look at the award"),
        url=address_of("issuing:award", award.pk),
        why=_("You get this letter because you are an issuer officer."),
    )
