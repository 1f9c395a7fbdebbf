"""Families' answers, once they hold no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.consent.actions import erase_answer
from lapel.journey.consent.models import Consent
from lapel.journey.consent.queries import standing_of
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.retention.events import AnswerKept
from lapel.journey.retention.queries import rests_on, standing_hold, times_of

if TYPE_CHECKING:
    from uuid import UUID

LOOK = timedelta(days=30)


def keep_answer(*, consent_id: UUID) -> None:
    """Have an answer that ended be forgotten when the school's time is over."""
    consent = _ended(consent_id)
    if consent is not None:
        with transaction.atomic():
            kept = times_of(consent.student.school_class.organisation).answers
            announce(AnswerKept(consent_id=consent_id), due_at=now() + timedelta(days=kept))


def forget_decline(*, consent_id: UUID) -> None:
    """Erase who signed a no that reached its last day, and the no itself with the other answers.

    No hold keeps the name: nothing of evidence rests on a no.
    """
    consent = _ended(consent_id)
    if consent is not None and consent.withdrawn_at is None:
        with transaction.atomic():
            erase_answer(consent_id=consent_id, is_needed=True)
            keep_answer(consent_id=consent_id)


def forget_answer(*, consent_id: UUID) -> None:
    """Erase an answer with the guardian's name; while its teacher's evidence is held, later.

    What was allowed and ran out stays, without who signed it, while evidence rests on it: it is
    what the family takes back.
    """
    consent = _ended(consent_id)
    if consent is None:
        return
    if standing_hold(consent.student.school_class.teacher):
        keep_answer(consent_id=consent_id)
    elif _can_be_taken_back(consent):
        with transaction.atomic():
            erase_answer(consent_id=consent_id, is_needed=True)
            announce(AnswerKept(consent_id=consent_id), due_at=now() + LOOK)
    else:
        erase_answer(consent_id=consent_id)


def _can_be_taken_back(consent: Consent) -> bool:
    """Tell whether a family needs an answer that ran out, to take back what was shown by it."""
    return standing_of(consent.student) == consent and rests_on(consent.student)


def _ended(consent_id: UUID) -> Consent | None:
    """Find an answer that holds no longer, whether it was withdrawn, replaced or ran out."""
    found = Consent.objects.select_related("student__school_class__teacher")
    consent = found.filter(pk=consent_id).first()
    if consent is None:
        return None
    over = consent.withdrawn_at or consent.replaced_at or consent.expires_on <= now().date()
    return consent if over else None
