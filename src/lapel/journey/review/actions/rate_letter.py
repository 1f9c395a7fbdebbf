"""Say whether a letter helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lapel.journey.evidence.models import Submission
from lapel.journey.record.queries import now
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.models import Letter, Usefulness
from lapel.journey.review.policies import may_track

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def rate_letter(*, person: Person, submission_id: UUID, helped: bool) -> Usefulness:
    """Keep a teacher's word on the letter that stands; she may change it, and nothing follows.

    It is noted in no chain: it is no part of how her work was judged.
    """
    submission = Submission.objects.filter(pk=submission_id).first()
    if submission is None or not may_track(person, submission):
        raise PermissionDenied
    letter = Letter.objects.filter(decision__stands_in__submission=submission).first()
    if letter is None:
        raise Refusal(_("There is no letter yet."))
    rated, _made = Usefulness.objects.update_or_create(
        letter=letter, defaults={"helped": helped, "at": now()}
    )
    return rated
