"""The words of letters about endorsements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Endorsement


def _page(found: Endorsement) -> str:
    return address_of("issuing:endorsement", found.pk)


def _told(found: Endorsement) -> dict[str, str]:
    return {
        "title": found.title,
        "who": found.asked_by.shown_name,
        "place": found.endorser_name,
        "owner": str(found.owner),
    }


def asked_letter(asked: Endorsement) -> Letter:
    """Tell the one asked who asks her to vouch for what, and why."""
    told = _told(asked)
    if asked.award_id:
        said = _("%(who)s asks %(place)s to endorse an award: “%(title)s”.") % told
    else:
        said = _("%(who)s, %(owner)s, asks %(place)s to endorse “%(title)s”.") % told
    return Letter(
        subject=_("You are asked for an endorsement of “%(title)s”") % told,
        heading=_("Would you vouch for it?"),
        paragraphs=[
            said,
            asked.request,
            _(
                "Look at it, and accept in your own words or say no. What you say is signed by "
                "your organisation and public; you can take it back later."
            ),
        ],
        button=_("Look and answer"),
        url=_page(asked),
        why=_("You get this letter because you answer for %(place)s.") % told,
    )


def body_letter(asked: Endorsement) -> Letter:
    """Tell who keeps the instance that a body from outside waits to be let in."""
    told = _told(asked)
    return Letter(
        subject=_("A body from outside is asked for an endorsement: %(place)s") % told,
        heading=_("Let it in, or not"),
        paragraphs=[
            _("%(who)s, %(owner)s, asks %(place)s to endorse “%(title)s”.") % told,
            _(
                "It is not on this instance yet. What signs here is vouched for by this "
                "instance: make sure that the address given is that body's own."
            ),
        ],
        button=_("Look and decide"),
        url=_page(asked),
        why=_("You get this letter because you keep this instance."),
    )


def signed_letter(given: Endorsement) -> Letter:
    """Tell who asked that the endorsement is signed."""
    return _to_who_asked(
        given,
        subject=_("%(place)s endorses “%(title)s”"),
        heading=_("You have the endorsement"),
        first=_("%(place)s vouches for “%(title)s”:"),
        words=given.comment,
        last=_("It is signed, has an address of its own, and stands on the page it is about."),
        button=_("See the endorsement"),
    )


def rejected_letter(asked: Endorsement) -> Letter:
    """Tell who asked that the answer is no, and why."""
    return _to_who_asked(
        asked,
        subject=_("No endorsement of “%(title)s” by %(place)s"),
        heading=_("The answer is no"),
        first=_("You asked %(place)s to endorse “%(title)s”. The answer:"),
        words=asked.words,
        last=_("What you hold or issue stays what it is: an endorsement is one voice more."),
        button=_("See the request"),
    )


def revoked_letter(given: Endorsement) -> Letter:
    """Tell who had asked that the endorsement was taken back, and why."""
    return _to_who_asked(
        given,
        subject=_("%(place)s no longer endorses “%(title)s”"),
        heading=_("An endorsement was taken back"),
        first=_("%(place)s has revoked its endorsement of “%(title)s”:"),
        words=given.words,
        last=_("The badge stays valid without it."),
        button=_("See the endorsement"),
    )


def _to_who_asked(  # noqa: PLR0913 (the parts of an answer)
    found: Endorsement,
    *,
    subject: str,
    heading: str,
    first: str,
    words: str,
    last: str,
    button: str,
) -> Letter:
    told = _told(found)
    return Letter(
        subject=subject % told,
        heading=heading,
        paragraphs=[first % told, words, last],
        button=button,
        url=_page(found),
        why=_("You get this letter because you asked for it."),
    )
