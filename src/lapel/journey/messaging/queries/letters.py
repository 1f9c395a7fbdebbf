"""The words of letters from an invitation to a decision.

A letter for an assessor holds nothing that R5 hides from her.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.journey.messaging.queries.letter import Letter, address_of, day_of
from lapel.journey.people.models import Person
from lapel.journey.people.queries import business_days_between, calendar_of

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.catalogue.models import MicroCredential, Version
    from lapel.journey.evidence.models import Submission
    from lapel.journey.people.models import Invitation, Organisation
    from lapel.journey.review.models import Case


def _day(moment: datetime, organisation: Organisation | None) -> str:
    return day_of(moment, calendar_of(organisation).zone)


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
        url=address_of(page),
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
                "Now assessors look at it, each alone and without knowing whose it is. That "
                "takes about five working days; you get a letter when it is decided. Until then "
                "you can see at any time where it is and who acts next."
            ),
        ],
        button=_("Where is my submission?"),
        url=address_of("review:tracker", submission.pk),
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
        url=address_of("review:tracker", submission.pk),
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
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def appeal_letter(submission: Submission) -> Letter:
    """Tell the teacher that her appeal has arrived, and what happens next (R14)."""
    title = title_of(submission)
    return Letter(
        subject=_("We have your appeal about “%s”") % title,
        heading=_("Your appeal has arrived"),
        paragraphs=[
            _(
                "A third assessor now scores what you contest: somebody who read nothing of yours "
                "before and does not know that it is an appeal."
            ),
            _(
                "That takes about five working days. A better level stands; nothing gets worse "
                "than it is. You get a letter when it is decided."
            ),
        ],
        button=_("Where is my appeal?"),
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you appealed a decision."),
    )


def appeal_decided_letter(submission: Submission) -> Letter:
    """Tell the teacher that her appeal is decided; what came of it is for her to open (R14)."""
    title = title_of(submission)
    return Letter(
        subject=_("Your appeal about “%s” is decided") % title,
        heading=_("Your appeal is decided"),
        paragraphs=[
            _("A third assessor has looked at what you contested in “%s”.") % title,
            _(
                "Your new letter says what changed and what did not, and why, in her words. The "
                "letter before stays beside it."
            ),
        ],
        button=_("Read the letter"),
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you appealed a decision."),
    )


def stopped_letter(submission: Submission) -> Letter:
    """Tell the teacher that people look into her work, plainly and without a verdict."""
    return Letter(
        subject=_("Your evidence for “%s” is being looked into") % title_of(submission),
        heading=_("Something is being looked into"),
        paragraphs=[
            _(
                "There is a question about your evidence that people want to settle before it is "
                "scored further. Nothing has been found, and no machine decides it."
            ),
            _(
                "You are heard before anything is found. The clock stands still meanwhile, and "
                "you lose no attempt by it."
            ),
        ],
        button=_("Where is my submission?"),
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def released_letter(submission: Submission) -> Letter:
    """Tell the teacher that an inquiry is over; what was found is for her to open."""
    return Letter(
        subject=_("What was found about your evidence for “%s”") % title_of(submission),
        heading=_("The inquiry is over"),
        paragraphs=[
            _("The people who looked into your evidence have finished."),
            _("What they found, in their own words, and what follows, is on its page."),
        ],
        button=_("Read what was found"),
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def late_letter(
    submission: Submission, now: datetime, *, appealed_at: datetime | None = None
) -> Letter:
    """Tell the teacher honestly that it takes too long (R15): her evidence, or her appeal."""
    title = title_of(submission)
    since = appealed_at or submission.submitted_at
    days = business_days_between(submission.organisation, since, now)
    if appealed_at:
        return _late_appeal_letter(submission, title, days)
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
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def _late_appeal_letter(submission: Submission, title: str, days: int) -> Letter:
    return Letter(
        subject=_("Your appeal about “%s” takes longer than it should") % title,
        heading=_("This takes longer than it should"),
        paragraphs=[
            ngettext(
                "You appealed %(days)s working day ago, and it is not decided yet. We are sorry.",
                "You appealed %(days)s working days ago, and it is not decided yet. We are sorry.",
                days,
            )
            % {"days": days},
            _("The lead assessors know and will see to it. You need not do anything."),
        ],
        button=_("Where is my appeal?"),
        url=address_of("review:tracker", submission.pk),
        why=_("You get this letter because you appealed a decision."),
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
        url=address_of("review:index"),
        why=_("You get this letter, once a day at most, because you are an assessor."),
    )


def lead_letter(microcredential: MicroCredential, why: str) -> Letter:
    """Tell a lead assessor that a case needs her: `adjudication`, `held`, `appeal`, `late`."""
    reasons = {
        "adjudication": _("Two assessors see a case differently, and it needs your look."),
        "held": _("A case is held until a lead decides; that should be within a working day."),
        "appeal": _(
            "A teacher appealed a decision. A third assessor scores it blind; if nobody is free "
            "for it, appoint somebody. Leads do not score appeals, since they know of them."
        ),
        "late": _(
            "A case was not decided within ten working days of your organisation. The teacher is "
            "told when as many are over in hers."
        ),
    }
    return Letter(
        subject=_("A case needs a lead assessor"),
        heading=_("A case needs you"),
        paragraphs=[_("It is about “%s”.") % microcredential, reasons[why]],
        button=_("Go to the cases"),
        url=address_of("review:lead"),
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
        url=address_of("review:index"),
        why=_("You get this letter because you are an assessor."),
    )
