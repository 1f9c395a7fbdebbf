"""Letters about short talks: nobody is suspected, and everybody knows what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapel.journey.messaging.queries.letter import Letter, address_of
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from lapel.journey.viva.models import Viva


def _title(viva: Viva) -> str:
    title: str = viva.case.version.title
    return title


def _teachers(viva: Viva, subject: str, heading: str, paragraphs: list[str]) -> Letter:
    return Letter(
        subject=subject,
        heading=heading,
        paragraphs=paragraphs,
        button=_("Open the talk"),
        url=address_of("viva:talk", viva.pk),
        why=_("You get this letter because you submitted evidence."),
    )


def _by(viva: Viva) -> str:
    return date_format(viva.due_day, "DATE_FORMAT")


def invitation(viva: Viva) -> Letter:
    """Tell a teacher that a talk comes first, what it is, and that nothing is in doubt."""
    return _teachers(
        viva,
        _("Five minutes about your work for “%s”") % _title(viva),
        _("Tell us about your work"),
        [
            _("Your work for “%s” is scored, and its scores stay as they are.") % _title(viva),
            _(
                "Before the badge is signed, some teachers tell us five minutes about their own "
                "work: three questions about what you wrote and brought. Most are drawn at random. "
                "Nobody doubts you by it, and you need not prepare."
            ),
            _("Record your answers when it suits you, or talk to somebody live, by %s.")
            % _by(viva),
            _("If speaking is hard for you, ask on the page to write instead."),
        ],
    )


def reminder(viva: Viva) -> Letter:
    """Remind a teacher kindly."""
    return _teachers(
        viva,
        _("A reminder: five minutes about “%s”") % _title(viva),
        _("Your three questions still wait"),
        [
            _("Your badge for “%(title)s” waits for a short talk, until %(day)s.")
            % {"title": _title(viva), "day": _by(viva)},
            _("A telephone and a quiet corner are enough. It need not be perfect."),
        ],
    )


def extended(viva: Viva) -> Letter:
    """Tell a teacher that she has more time."""
    return _teachers(
        viva,
        _("You have more time for the talk about “%s”") % _title(viva),
        _("You have more time"),
        [
            _("Weeks are full. You now have until %s to answer the three questions.") % _by(viva),
            _(
                "If it does not work out by then, a lead assessor decides how it goes on. Nothing "
                "is refused because somebody did not come."
            ),
        ],
    )


def more_time(viva: Viva) -> Letter:
    """Tell a teacher that a person gave her a new term."""
    said = [f"“{viva.words}”"] if viva.words else []
    return _teachers(
        viva,
        _("The talk about “%s” goes on") % _title(viva),
        _("The talk goes on"),
        [*said, _("You have until %s to answer the three questions.") % _by(viva)],
    )


def agreed(viva: Viva) -> Letter:
    """Tell a teacher when and how she meets."""
    assert viva.meets_at is not None
    zone = calendar_of(viva.case.organisation).zone
    moment = date_format(timezone.localtime(viva.meets_at, zone), "DATETIME_FORMAT")
    return _teachers(
        viva,
        _("Your talk about “%(title)s”: %(moment)s") % {"title": _title(viva), "moment": moment},
        _("A time is agreed"),
        [
            _("You meet on %(moment)s (%(zone)s).") % {"moment": moment, "zone": zone},
            viva.meets_where,
            _("It takes five minutes and is not recorded. If something comes up, say so there."),
        ],
    )


def missed(viva: Viva) -> Letter:
    """Tell a teacher that a new time is needed; nobody is blamed."""
    return _teachers(
        viva,
        _("A new time for the talk about “%s”") % _title(viva),
        _("Let us find a new time"),
        [_("The talk did not take place; that happens. Offer new times by %s.") % _by(viva)],
    )


def granted(viva: Viva) -> Letter:
    """Tell a teacher that she may write."""
    return _teachers(
        viva,
        _("You may write your answers about “%s”") % _title(viva),
        _("You may write"),
        [_("Write your answers where others record them. They count exactly the same.")],
    )


def declined(viva: Viva) -> Letter:
    """Tell a teacher why she is asked to speak."""
    return _teachers(
        viva,
        _("About writing your answers for “%s”") % _title(viva),
        _("You are asked to speak"),
        [f"“{viva.writing_words}”", _("A few plain sentences for each question are enough.")],
    )


def consistent(viva: Viva) -> Letter:
    """Thank a teacher; the case goes on."""
    return _teachers(
        viva,
        _("Thank you for talking about “%s”") % _title(viva),
        _("Thank you for the talk"),
        [
            _("What you told fits your evidence. The assessor who heard you writes:"),
            f"“{viva.words}”",
            _("Your letter and your badge follow at once."),
        ],
    )


def waived(viva: Viva) -> Letter:
    """Tell a teacher that it goes on without a talk."""
    return _teachers(
        viva,
        _("No talk is needed about “%s”") % _title(viva),
        _("It goes on without a talk"),
        [_("A lead assessor decided:"), f"“{viva.words}”", _("Your scores stay as they were.")],
    )


def examiners_letter(viva: Viva, why: str) -> Letter:
    """Tell who hears a talk, or might, what waits."""
    what = {
        "handed_in": _("A teacher has answered three questions about her own work."),
        "times": _("A teacher offers times for a live talk of five minutes."),
        "writing": _("A teacher asks whether she may write her answers. She need not say why."),
    }.get(why, _("A talk of five minutes waits for somebody to hear it."))
    heard = viva.examiner_id is not None
    return Letter(
        subject=_("A talk about “%s”") % _title(viva),
        heading=_("A short talk waits for you"),
        paragraphs=[
            what,
            _("The work is for “%s”; you did not score it.") % _title(viva),
            _(
                "Listen, compare with the evidence, and say in words what you heard. It counts as "
                "work, as scoring does."
            ),
        ],
        button=_("Open it"),
        url=address_of("viva:hear", viva.pk) if heard else address_of("viva:index"),
        why=_("You get this letter because you assess."),
    )


def leads_letter(viva: Viva, why: str) -> Letter:
    """Tell a lead what only a person can decide."""
    what = {
        "unattended": _("A teacher did not come to a talk, after two reminders and more time."),
        "unheard": _("Nobody has heard a talk within five business days."),
        "nobody": _(
            "Nobody may hear a talk: everybody who could either scored this work or knows its "
            "teacher."
        ),
    }[why]
    return Letter(
        subject=_("A talk about “%s” needs your decision") % _title(viva),
        heading=_("A talk needs your decision"),
        paragraphs=[
            what,
            _(
                "Give more time, qualify another assessor, or let the case go on as it was scored. "
                "That somebody did not come is no finding."
            ),
        ],
        button=_("Decide"),
        url=address_of("viva:overseen", viva.pk),
        why=_("You get this letter because you lead assessors."),
    )
