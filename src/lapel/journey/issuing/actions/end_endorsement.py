"""Take back a request, revoke an endorsement, and forget what was said of who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.take_place import set_bit
from lapel.journey.issuing.events import EndorsementRevoked
from lapel.journey.issuing.models import Endorsement
from lapel.journey.issuing.policies import may_revoke, may_take_back
from lapel.journey.issuing.queries import held_endorsement
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person

State = Endorsement.State


def withdraw_request(*, person: Person, endorsement_id: UUID) -> Endorsement:
    """Take back a request that nobody has answered."""
    with transaction.atomic():
        asked = held_endorsement(endorsement_id)
        if not may_take_back(person, asked):
            raise PermissionDenied
        _end(asked, State.WITHDRAWN, person)
    return asked


def revoke_endorsement(*, person: Person, endorsement_id: UUID, words: str) -> Endorsement:
    """Revoke an endorsement for good; the plain words are read by whoever looks it up."""
    with transaction.atomic():
        given = held_endorsement(endorsement_id)
        if not may_revoke(person, given):
            raise PermissionDenied
        if not words.strip():
            raise Refusal(_("Say in plain words why; whoever looks it up will read it."))
        given.words = words.strip()
        _end(given, State.REVOKED, person)
        announce(EndorsementRevoked(endorsement_id=given.pk))
    return given


def forget_endorsements(*, person_id: UUID) -> int:
    """Keep nothing of what was said of a person's awards; returns how much that was.

    What she was asked herself and has not answered is withdrawn. What she said of others stays:
    her organisation signed it, and it does not name her.
    """
    with transaction.atomic():
        for asked in _locked().filter(asked_person=person_id, state=State.ASKED):
            _end(asked, State.WITHDRAWN, None)
        hers = list(_locked().filter(award__person=person_id))
        for each in hers:
            _erase(each)
    return len(hers)


def _locked() -> QuerySet[Endorsement]:
    return Endorsement.objects.select_for_update().order_by("pk")


def _erase(each: Endorsement) -> None:
    each.request = each.comment = each.words = each.document = ""
    each.save()
    if each.state in (State.ASKED, State.ACCEPTED):
        _end(each, State.WITHDRAWN, None)
    elif each.state == State.IN_FORCE:
        _end(each, State.REVOKED, None)


def _end(found: Endorsement, state: str, person: Person | None) -> None:
    found.state, found.ended_at, found.email = state, now(), ""
    found.save()
    for place in found.places.filter(given_up_at__isnull=True):
        set_bit(place)
    note(
        aggregate="endorsement",
        aggregate_id=found.pk,
        action=state,
        actor=person.pk if person else None,
        facts={"document_hash": found.document_hash},
    )
