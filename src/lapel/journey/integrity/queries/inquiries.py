"""Inquiries as leads oversee them and as the teacher reads her own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.similarity.marking import side_by_side
from lapel.journey.evidence.models import Submission
from lapel.journey.evidence.queries import grown_answers, questions_asked, slots_asked
from lapel.journey.integrity.models import Apart, Inquiry, MatchedPiece, Piece
from lapel.journey.integrity.policies import organisation_of
from lapel.journey.integrity.queries.comparing import words_of
from lapel.journey.integrity.queries.matches import drafts_apart_from
from lapel.journey.integrity.queries.own_words import known_to_all
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import (
    open_memberships,
    organisations_above,
    organisations_where,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.similarity.marking import Stretch
    from lapel.journey.evidence.queries import Grown

_DEEP = (
    "submission__draft__enrolment__version__microcredential__organisation",
    "submission__organisation",
    "match__newer",
    "match__older",
)


def inquiries_led_by(person: Person) -> QuerySet[Inquiry]:
    """Give the inquiries a person oversees, open ones first; none in which she has a part."""
    places = organisations_where(person, Role.LEAD_ASSESSOR)
    path = "submission__draft__enrolment__version__microcredential__organisation__in"
    found = Inquiry.objects.filter(**{path: places}).exclude(submission__person=person)
    found = found.exclude(match__newer__person=person).exclude(match__older__person=person)
    found = found.exclude(submission__draft__in=drafts_apart_from(person))
    return found.select_related(*_DEEP).order_by("closed_at", "opened_at")


def inquiry_led_by(person: Person, inquiry_id: UUID) -> Inquiry:
    """Find an inquiry she oversees; `Inquiry.DoesNotExist` for another's, as for none."""
    return inquiries_led_by(person).get(pk=inquiry_id)


def inquiry_of(person: Person, inquiry_id: UUID) -> Inquiry:
    """Find an inquiry about her own work; `Inquiry.DoesNotExist` for another's, as for none."""
    return Inquiry.objects.select_related(*_DEEP).get(pk=inquiry_id, submission__person=person)


def inquiry_on(submission: Submission) -> Inquiry | None:
    """Give the newest inquiry about an attempt."""
    return submission.inquiries.order_by("-opened_at").first()


def others_who_may_find(inquiry: Inquiry) -> QuerySet[Person]:
    """Give the leads who did not open an inquiry and have no part in it."""
    line = organisations_above(organisation_of(inquiry.submission))
    held = open_memberships().filter(role=Role.LEAD_ASSESSOR, organisation__in=line)
    involved = [inquiry.submission.person_id, inquiry.opened_by_id]
    if inquiry.match:
        involved += [inquiry.match.newer.person_id, inquiry.match.older.person_id]
    leads = Person.objects.filter(memberships__in=held, is_active=True).exclude(pk__in=involved)
    apart = Apart.objects.filter(submission__draft=inquiry.submission.draft_id)
    return leads.exclude(pk__in=apart.values("person")).distinct()


@dataclass(frozen=True)
class Marked:
    """A piece of her own with the places that are alike; another's words are not shown to her."""

    title: str
    words: list[Stretch]


def marked_own(inquiry: Inquiry) -> list[Marked]:
    """Give her own pieces with the places that are like another's, for the teacher to read."""
    if inquiry.match is None:
        return []
    hers = "newer" if inquiry.match.newer_id == inquiry.submission_id else "older"
    theirs = "older" if hers == "newer" else "newer"
    rows = MatchedPiece.objects.filter(match=inquiry.match).select_related("newer", "older")
    found = []
    for row in rows.order_by("-share", "pk"):
        title, own = words_of(inquiry.submission, getattr(row, hers).source)
        words: list[Stretch] = []
        if row.kind == Piece.Kind.TEXT:
            other = getattr(inquiry.match, theirs)
            _title, others_words = words_of(other, getattr(row, theirs).source)
            without = known_to_all(inquiry.submission.draft.enrolment.version)
            without |= known_to_all(other.draft.enrolment.version)
            words = side_by_side(own, others_words, without=without)[0]
        found.append(Marked(title, words))
    return found


def grown_of(inquiry: Inquiry) -> list[Grown]:
    """Give how the answers of an attempt grew until it was submitted: how much and when."""
    return grown_answers(inquiry.submission.draft, until=inquiry.submission)


@dataclass(frozen=True)
class Step:
    """Something that is known of how an attempt came to be."""

    at: datetime
    words: str


def steps_of(inquiry: Inquiry) -> list[Step]:
    """Give how the work grew: when it was begun, saved, brought and submitted, oldest first.

    Earlier wordings are not kept, so this tells when and how often, not what; how much, `grown_of`
    tells.
    """
    draft = inquiry.submission.draft
    version = draft.enrolment.version
    asked = {key: each.prompt for key, each in questions_asked(version).items()}
    slots = {key: each.title for key, each in slots_asked(version).items()}
    steps = [Step(draft.begun_at, _("Began the evidence"))]
    for answer in draft.answers.exclude(text="").exclude(question__contains=":"):
        told = {"question": asked.get(answer.question, answer.question), "count": answer.revision}
        words = _("Last saved the answer to “%(question)s”, in its version %(count)s") % told
        steps.append(Step(answer.saved_at, words))
    for artefact in draft.artefacts.select_related("file"):
        told = {"slot": slots.get(artefact.slot, artefact.slot)}
        steps.append(Step(artefact.added_at, _("Brought a file for “%(slot)s”") % told))
        if artefact.removed_at:
            steps.append(
                Step(artefact.removed_at, _("Took a file from “%(slot)s” away again") % told)
            )
    for attempt in Submission.objects.filter(draft=draft):
        words = _("Submitted attempt %(number)s") % {"number": attempt.number}
        steps.append(Step(attempt.submitted_at, words))
    return sorted(steps, key=lambda step: step.at)
