"""A lead sees nothing in a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.integrity.actions.refusal import Refusal
from lapel.journey.integrity.models import Match
from lapel.journey.integrity.policies import may_look
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def dismiss_match(*, person: Person, match_id: UUID, reason: str) -> None:
    """Settle an open match with a reason; neither teacher hears of it."""
    with transaction.atomic():
        match = open_match(person=person, match_id=match_id)
        if not reason.strip():
            raise Refusal(_("Say in a sentence why."))
        settle(match=match, state=Match.State.DISMISSED, person=person, reason=reason.strip())


def open_match(*, person: Person, match_id: UUID) -> Match:
    """Hold a match that she may settle, inside the caller's transaction."""
    Match.objects.select_for_update().filter(pk=match_id).first()
    match = Match.objects.select_related("newer", "older").filter(pk=match_id).first()
    if match is None or not may_look(person, match):
        raise PermissionDenied
    if match.state != Match.State.OPEN:
        raise Refusal(_("Somebody has settled this already."))
    return match


def settle(*, match: Match, state: Match.State, person: Person, reason: str) -> None:
    """Write what a person made of a match."""
    match.state, match.reason = state, reason
    match.settled_by, match.settled_at = person, now()
    match.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    note(
        aggregate="match",
        aggregate_id=match.pk,
        action=str(state),
        actor=person.pk,
        words=reason,
    )
