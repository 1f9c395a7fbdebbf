"""Keep a teacher's evidence whatever the clock says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.people.queries import members_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.retention.actions.refusal import Refusal
from lapel.journey.retention.events import HoldChanged
from lapel.journey.retention.models import Hold
from lapel.journey.retention.policies import may_hold
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Organisation, Person


def place_hold(*, person: Person, organisation: Organisation, email: str, reason: str) -> Hold:
    """Hold the evidence of a member, named by her e-mail address; she is told, with the reason."""
    if not may_hold(person, organisation):
        raise PermissionDenied
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refusal(_("Please give the reason; the teacher reads it."))
    with transaction.atomic():
        take_turns(f"retention:hold:{organisation.pk}")
        teacher = _member(organisation, email)
        if Hold.objects.filter(organisation=organisation, person=teacher, lifted_at=None).exists():
            raise Refusal(_("Her evidence is held already."))
        made = Hold.objects.create(
            organisation=organisation,
            person=teacher,
            reason=reason,
            placed_by=person,
            placed_at=now(),
        )
        _note(made, "held", person, words=reason)
    return made


def _member(organisation: Organisation, email: str) -> Person:
    found = {each.person.email.casefold(): each.person for each in members_of(organisation)}
    teacher = found.get(email.strip().casefold())
    if teacher is None:
        raise Refusal(_("Nobody with this address belongs to your organisation."))
    return teacher


def lift_hold(*, person: Person, hold_id: UUID) -> Hold:
    """Let the clock go on."""
    with transaction.atomic():
        hold = Hold.objects.select_for_update().select_related("organisation").get(pk=hold_id)
        if not may_hold(person, hold.organisation):
            raise PermissionDenied
        if hold.lifted_at is None:
            hold.lifted_at = now()
            hold.save(update_fields=["lifted_at"])
            _note(hold, "lifted", person)
    return hold


def _note(hold: Hold, action: str, actor: Person, words: str = "") -> None:
    note(aggregate="hold", aggregate_id=hold.pk, action=action, actor=actor.pk, words=words)
    announce(HoldChanged(hold_id=hold.pk))
