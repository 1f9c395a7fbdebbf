"""A person asks a teacher about what she saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.models import Submission
from lapel.journey.integrity.actions.dismiss_match import open_match, settle
from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.events import InquiryOpened
from lapel.journey.integrity.models import Inquiry, Match
from lapel.journey.integrity.policies import organisation_of
from lapel.journey.people.models import Role
from lapel.journey.people.queries import business_deadline, has_role
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

DAYS_TO_REPLY = 10


def open_inquiry(*, person: Person, match_id: UUID, about: UUID, words: str) -> Inquiry:
    """Ask the teacher of one side of a match, in words she reads; her assessment waits.

    `about` is the submission of either side. She has ten business days to reply.
    """
    with transaction.atomic():
        match = open_match(person=person, match_id=match_id)
        submission = _side(match, about)
        # held, so that two who ask at once about one attempt do not open two inquiries
        Submission.objects.select_for_update(of=("self",)).filter(pk=submission.pk).first()
        submission.refresh_from_db(fields=["state"])
        if not has_role(person, Role.LEAD_ASSESSOR, organisation_of(submission)):
            raise PermissionDenied
        _check(submission, words)
        inquiry = Inquiry.objects.create(
            submission=submission,
            match=match,
            opened_by=person,
            opened_at=now(),
            words=words.strip(),
            reply_until=business_deadline(submission.organisation, now(), DAYS_TO_REPLY),
        )
        settle(match=match, state=Match.State.INQUIRY, person=person, reason="")
        note(
            aggregate="inquiry",
            aggregate_id=inquiry.pk,
            action="opened",
            actor=person.pk,
            facts={"submission": str(submission.pk), "match": str(match.pk)},
            words=words.strip(),
        )
        announce(InquiryOpened(submission_id=submission.pk, inquiry_id=inquiry.pk))
    return inquiry


def _side(match: Match, about: UUID) -> Submission:
    for each in (match.newer, match.older):
        if each.pk == about:
            return each
    raise PermissionDenied


def _check(submission: Submission, words: str) -> None:
    if not words.strip():
        raise Refusal(_("Say to the teacher, in plain words, what you saw."))
    if submission.state == Submission.State.WITHDRAWN:
        raise Refusal(_("This attempt was taken back; there is nothing to ask about."))
    if submission.inquiries.filter(closed_at=None).exists():
        raise Refusal(_("Another inquiry about this attempt is open; close that one first."))
