"""The words of each letter; a letter for an assessor holds nothing that R5 hides from her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.issuing.models import Act, Award
from lapel.journey.people.models import Person
from lapel.journey.people.queries import business_days_between, calendar_of

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.catalogue.models import MicroCredential, Version
    from lapel.journey.evidence.models import MentorMeeting, Submission
    from lapel.journey.issuing.models import Batch, Standing
    from lapel.journey.people.models import Invitation, Organisation
    from lapel.journey.review.models import Case


@dataclass(frozen=True)
class Letter:
    """A letter in one language: its paragraphs are plain text, its button an absolute address."""

    subject: str
    heading: str
    paragraphs: list[str]
    button: str
    url: str
    why: str


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _day(moment: datetime, organisation: Organisation | None) -> str:
    return date_format(moment.astimezone(calendar_of(organisation).zone), "DATE_FORMAT")


def title_of(submission: Submission) -> str:
    """Name the micro-credential a submission is for, in the version it was made for."""
    version: Version = submission.draft.enrolment.version
    return version.title


def invitation_letter(invitation: Invitation) -> Letter:
    """Invite; whoever has an account is led to signing in, anybody else to signing up."""
    place = str(invitation.organisation)
    known = Person.objects.filter(emailaddress__email__iexact=invitation.email, is_active=True)
    page = "account_login" if known.exists() else "account_signup"
    hello = _("Hello %s,") % invitation.name if invitation.name else _("Hello,")
    return Letter(
        subject=_("%(who)s invites you to Lapel") % {"who": invitation.invited_by.shown_name},
        heading=_("You are invited"),
        paragraphs=[
            hello,
            _("%(who)s invites you to take part for %(place)s as: %(role)s.")
            % {
                "who": invitation.invited_by.shown_name,
                "place": place,
                "role": invitation.get_role_display(),
            },
            _(
                "In Lapel teachers show what they can do with evidence from their own class. Two "
                "trained colleagues look at it without knowing whose it is, and what you earn is "
                "a signed badge that stays yours, wherever you work."
            ),
            _("Use this e-mail address, %s, and you belong there at once. There is no password.")
            % invitation.email,
        ],
        button=_("Begin"),
        url=_address(page),
        why=_("You get this letter because %s invited this address. You need not do anything.")
        % invitation.invited_by.shown_name,
    )


def received_letter(submission: Submission) -> Letter:
    """Tell the teacher that her evidence has arrived, and what happens next."""
    title = title_of(submission)
    return Letter(
        subject=_("We have your evidence for “%s”") % title,
        heading=_("Your evidence has arrived"),
        paragraphs=[
            _("It is complete and safely kept, exactly as you submitted it on %s.")
            % _day(submission.submitted_at, submission.organisation),
            _(
                "Now two assessors look at it, each alone and without knowing whose it is. That "
                "takes about five working days; you get a letter when it is decided. Until then "
                "you can see at any time where it is and who acts next."
            ),
        ],
        button=_("Where is my submission?"),
        url=_address("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def decided_letter(submission: Submission) -> Letter:
    """Tell the teacher that her letter is ready; what it says is for her to open."""
    title = title_of(submission)
    return Letter(
        subject=_("Your letter about “%s” is ready") % title,
        heading=_("Your letter is ready"),
        paragraphs=[
            _("The assessors have finished with your evidence for “%s”.") % title,
            _(
                "The letter goes through it criterion by criterion: what they saw, where they "
                "saw it, and one next step where something is still missing. Take a quiet moment."
            ),
        ],
        button=_("Read the letter"),
        url=_address("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def returned_letter(submission: Submission) -> Letter:
    """Tell the teacher that something could not be judged and costs her no attempt."""
    title = title_of(submission)
    return Letter(
        subject=_("Something to mend in your evidence for “%s”") % title,
        heading=_("Something to mend, and no attempt lost"),
        paragraphs=[
            _(
                "The assessors could not judge a part of your evidence: a file that does not "
                "open, for example, or one that is not what was asked for."
            ),
            _("This was not a counted attempt. Mend that part and submit again; all else is kept."),
        ],
        button=_("See what to mend"),
        url=_address("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def late_letter(submission: Submission, now: datetime) -> Letter:
    """Tell the teacher honestly that it takes too long (R15)."""
    title = title_of(submission)
    days = business_days_between(submission.organisation, submission.submitted_at, now)
    return Letter(
        subject=_("Your evidence for “%s” takes longer than it should") % title,
        heading=_("This takes longer than it should"),
        paragraphs=[
            ngettext(
                "You submitted %(days)s working day ago, and it is not decided yet. We are sorry.",
                "You submitted %(days)s working days ago, and it is not decided yet. We are sorry.",
                days,
            )
            % {"days": days},
            _("The lead assessors know and will see to it. You need not do anything."),
        ],
        button=_("Where is my submission?"),
        url=_address("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def meeting_letter(meeting: MentorMeeting) -> Letter:
    """Tell a mentor who asks her for a meeting, and nothing of what it is about (R12)."""
    who = meeting.draft.enrolment.person.shown_name
    return Letter(
        subject=_("%s asks you for a meeting") % who,
        heading=_("A colleague asks you for a meeting"),
        paragraphs=[
            _("%s asks you, as a mentor, for a meeting.") % who,
            _(
                "She has worked hard on her evidence and would like to talk it over with you "
                "before she submits it again. Half an hour is often enough, at school or on the "
                "telephone; what she shows you is hers to choose."
            ),
            _("When you have met, log the day: that opens her next attempt."),
        ],
        button=_("Log the meeting"),
        url=_address("evidence:meetings"),
        why=_("You get this letter because you are a mentor, and %s chose you.") % who,
    )


def work_letter(microcredential: MicroCredential) -> Letter:
    """Tell an assessor that there is work; once a day at most, about nobody in particular."""
    return Letter(
        subject=_("Evidence waits for an assessor"),
        heading=_("Would you have an hour?"),
        paragraphs=[
            _("Evidence for “%s” waits for somebody to read it, and you are appointed for it.")
            % microcredential,
            _("When you take a place you have eight hours; what you write is saved as you go."),
        ],
        button=_("Go to my desk"),
        url=_address("review:index"),
        why=_("You get this letter, once a day at most, because you are an assessor."),
    )


def lead_letter(microcredential: MicroCredential, why: str) -> Letter:
    """Tell a lead assessor that a case needs her: `adjudication`, `held` or `late`."""
    reasons = {
        "adjudication": _("Two assessors see a case differently, and it needs your look."),
        "held": _("A case is held until a lead decides; that should be within a working day."),
        "late": _("A case was not decided within ten working days. The teacher has been told."),
    }
    return Letter(
        subject=_("A case needs a lead assessor"),
        heading=_("A case needs you"),
        paragraphs=[_("It is about “%s”.") % microcredential, reasons[why]],
        button=_("Go to the cases"),
        url=_address("review:lead"),
        why=_("You get this letter, once a day at most, because you lead assessors."),
    )


def lapsed_letter(case: Case) -> Letter:
    """Tell an assessor that her eight hours are over and her scores are kept."""
    return Letter(
        subject=_("Your place is free again; your scores are kept"),
        heading=_("Your eight hours are over"),
        paragraphs=[
            _("You had taken a place for “%s”. So that nobody waits, it is free again.")
            % case.version.title,
            _("What you wrote is kept for you alone. If the place is still free you can go on."),
        ],
        button=_("Go to my desk"),
        url=_address("review:index"),
        why=_("You get this letter because you are an assessor."),
    )


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
        url=f"{settings.BASE_URL}/sharing/badge/{award.pk}/",
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
        url=_address("sharing:award", award.pk),
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
        url=_address("sharing:award", award.pk),
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
    told = {"title": title, "date": _end(award.valid_until)}
    if act.act == Act.EXPIRE:
        first = _("Your badge “%(title)s” is valid until %(date)s. Its page keeps its address.")
        return [first % told, *_reason_and_words(act)]
    if act.act == Act.REISSUE:
        first = _(
            "Your badge “%(title)s” was signed anew for the address this letter goes to. The day "
            "you earned it, its page and what it counts for are the same."
        )
        return [first % told]
    first = _("Your badge “%(title)s” was refreshed. Its page keeps its address.") % told
    until = [_("It is valid until %(date)s.") % told] if act.valid_until else []
    return [first, *until, *_reason_and_words(act)]


def _end(moment: datetime | None) -> str:
    return date_format(moment.astimezone(UTC), "DATE_FORMAT") if moment else ""


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
        url=_address("sharing:award", new.pk if new else award.pk),
        why=_("You get this letter because you hold this badge."),
    )
