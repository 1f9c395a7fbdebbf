"""Keep something longer, where the organisation lets her."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.evidence.models import Draft
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.journey.retention.actions.look_at_clock import look_at_clock
from lapel.journey.retention.actions.refusal import Refusal
from lapel.journey.retention.models import Clock
from lapel.journey.retention.policies import may_put_off
from lapel.journey.retention.queries import can_put_off, plan_of, times_of
from lapel.journey.retention.queries.plans import EXTENDABLE

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def put_off(*, person: Person, draft_id: UUID) -> None:
    """Put off what she was warned of by the days that her organisation allows, at most twice."""
    with transaction.atomic():
        draft = Draft.objects.select_related("enrolment__organisation").get(pk=draft_id)
        if not may_put_off(person, draft):
            raise PermissionDenied
        clock = Clock.objects.select_for_update().filter(pk=draft_id).first()
        plan, times = plan_of(draft), times_of(draft.enrolment.organisation)
        if clock is None or not can_put_off(plan, times):
            raise Refusal(
                _("This cannot be put off any more. Please take your files home in time.")
            )
        told = clock.notices.filter(ended_at=None, stage__in=EXTENDABLE).order_by("on")
        clock.not_before = told[0].on + timedelta(days=times.extension)
        clock.put_off += 1
        clock.save(update_fields=["not_before", "put_off"])
        told.update(ended_at=now())
        facts = {"until": str(clock.not_before)}
        note(
            aggregate="draft",
            aggregate_id=draft_id,
            action="deletion-put-off",
            actor=person.pk,
            facts=facts,
        )
        look_at_clock(draft_id=draft_id)
