"""The words of letters about awards."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.journey.issuing.models import Act, Award
from lapel.journey.messaging.queries.letter import Letter, address_of, day_of

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Batch, Standing


def award_letter(award: Award) -> Letter:
    """Tell the holder of an award that it is hers."""
    title = award.achievement.title
    return Letter(
        subject=_("You earned “%s”") % title,
        heading=_("It is yours"),
        paragraphs=[
            _("Your badge “%s” is signed and ready. Congratulations.") % title,
            _(
                "It is an Open Badge: anybody can check that it is real, without asking us. "
                "Nobody sees it unless you share it. You can download it as a picture or a "
                "certificate, add it to a profile, or keep it to yourself."
            ),
        ],
        button=_("See my badge"),
        url=address_of("sharing:badge", award.pk),
        why=_("You get this letter because you earned a badge."),
    )


def batch_award_letter(award: Award, batch: Batch) -> Letter:
    """Tell somebody, who may have no account, what she was awarded on whose word.

    It holds no secret: signing in with this address, by a code, proves that the award is hers.
    """
    title = batch.subject.title
    place = str(batch.organisation)
    paragraphs = [
        _("%(place)s awarded you “%(title)s”. Your badge is signed and ready.")
        % {"place": place, "title": title},
        _("The ground they give: %s") % batch.words,
        _(
            "It is an Open Badge: anybody can check that it is real, without asking us. Nobody "
            "sees it unless you share it."
        ),
    ]
    if award.person.joined_at is None:
        paragraphs.append(
            _(
                "To get it, sign in with this e-mail address, %s: you type a code that we send "
                "you, and there is no password. If you do not want it, you need not do anything."
            )
            % award.person.email
        )
    return Letter(
        subject=_("%(place)s awarded you “%(title)s”") % {"place": place, "title": title},
        heading=_("It is yours"),
        paragraphs=paragraphs,
        button=_("See my badge"),
        url=address_of("sharing:award", award.pk),
        why=_("You get this letter because %s named this address.") % place,
    )


def signed_anew_letter(award: Award, act: Standing | None = None) -> Letter:
    """Tell the holder what her badge was signed anew for, and whether her files still serve."""
    title = award.achievement.title
    return Letter(
        subject=_("Fetch your badge again: “%s”") % title,
        heading=_heading_of(act),
        paragraphs=[*_why_anew(award, act), _files_after(act)],
        button=_("Download my badge"),
        url=address_of("sharing:award", award.pk),
        why=_("You get this letter because you hold this badge."),
    )


def _heading_of(act: Standing | None) -> str:
    if act is not None and act.act == Act.EXPIRE:
        return _("Your badge has another end")
    if act is not None and act.act == Act.REISSUE:
        return _("Your badge was re-issued to your present address")
    return _("Your badge has a new signature")


def _why_anew(award: Award, act: Standing | None) -> list[str]:
    title = award.achievement.title
    if act is None:
        same = _(
            "Your badge “%s” was signed anew. What it says of you is the same, and its page "
            "keeps its address."
        )
        return [same % title]
    told = {"title": title, "date": day_of(award.valid_until, UTC) if award.valid_until else ""}
    if act.act == Act.EXPIRE:
        first = _("Your badge “%(title)s” is valid until %(date)s. Its page keeps its address.")
        return [first % told, *_reason_and_words(act)]
    if act.act == Act.REISSUE:
        first = _(
            "Your badge “%(title)s” was signed anew for the address this letter goes to. The day "
            "you earned it, its page and what it counts for are the same."
        )
        return [first % told]
    first = _("Your badge “%(title)s” was signed anew. Its page keeps its address.") % told
    until = [_("It is valid until %(date)s.") % told] if act.valid_until else []
    return [first, *until, *_reason_and_words(act)]


def _reason_and_words(act: Standing) -> list[str]:
    reason = [_("The reason: %s.") % act.get_reason_display()] if act.reason else []
    return [*reason, _("In the issuer's words: %s") % act.words]


def _files_after(act: Standing | None) -> str:
    if act is not None and not act.retires:
        return _(
            "Files of it that you downloaded before stay genuine until the end they name. The new "
            "ones are on its page."
        )
    return _(
        "Files of it that you downloaded before, and copies you gave to others, are "
        "refused by verifiers from now on. Please download it again and replace them."
    )


def ended_letter(award: Award, act: Standing) -> Letter:
    """Tell the holder that her award was revoked, replaced or suspended, and why."""
    title, new = award.achievement.title, award.superseded_by
    subject, first = _("Your badge “%s” was revoked"), _("Your badge “%s” was revoked for good.")
    if act.state == Award.State.SUSPENDED:
        subject = _("Your badge “%s” is suspended")
        first = _("Your badge “%s” is suspended until its issuer decides. It does not count now.")
    elif new is not None:
        subject = _("Your badge “%s” was replaced")
        first = _("Another badge of yours stands in place of “%s”.")
    return Letter(
        subject=subject % title,
        heading=_("What became of your badge"),
        paragraphs=[
            first % title,
            *_reason_and_words(act),
            _("Everybody who verifies it reads the same. If you think it is wrong, write to them."),
        ],
        button=_("See my badge"),
        url=address_of("sharing:award", new.pk if new else award.pk),
        why=_("You get this letter because you hold this badge."),
    )
