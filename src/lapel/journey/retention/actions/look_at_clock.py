"""Warn, delete, and say when to look again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.evidence.models import Draft
from lapel.journey.files.actions import erase_file, erase_original
from lapel.journey.people.models import Organisation
from lapel.journey.people.queries import organisations_under
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now
from lapel.journey.retention.events import ClockRings, DeletionAhead
from lapel.journey.retention.models import Clock, Notice, Stage
from lapel.journey.retention.queries import WARNING, plan_of
from lapel.journey.retention.queries.plans import today
from lapel.turns import take_turns

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from lapel.journey.retention.queries import Plan, Step

# A decision changes the days; whoever is warned late is deleted late, never early.
LONGEST = timedelta(days=30)
SOON = timedelta(days=1)


def begin_clock(*, draft_id: UUID) -> None:
    """Set a draft's clock going, if it is not; called inside a transaction."""
    clock, is_new = Clock.objects.get_or_create(pk=draft_id, defaults={"next_at": now() + LONGEST})
    if is_new:
        announce(ClockRings(draft_id=draft_id, at=clock.next_at), due_at=clock.next_at)


def ring_under(*, organisation_id: UUID) -> None:
    """Have all clocks under an organisation look at once, as its times have changed."""
    under = organisations_under(Organisation.objects.get(pk=organisation_id))
    clocks = Clock.objects.filter(draft__enrolment__organisation__in=under)
    for clock in clocks.order_by("pk").iterator():
        _set(clock, now())


def _set(clock: Clock, at: datetime) -> None:
    clock.next_at = at
    clock.save(update_fields=["next_at"])
    announce(ClockRings(draft_id=clock.pk, at=at), due_at=at)


def look_at_clock(*, draft_id: UUID, at: datetime | None = None) -> None:
    """Warn of what is to go, and delete what she was warned of two weeks ago.

    Nothing goes while it is under review, appeal, inquiry or a hold. With `at`, only where the
    clock has not been set anew since.
    """
    with transaction.atomic():
        take_turns(f"retention:{draft_id}")
        clock = Clock.objects.select_for_update().filter(pk=draft_id).first()
        if clock is None or (at is not None and clock.next_at != at):
            return
        draft = Draft.objects.select_related("enrolment__organisation", "enrolment__person")
        plan = plan_of(draft.get(pk=draft_id))
        _end_void_notices(clock, plan)
        if not plan.held:
            for step in plan.steps:
                _advance(clock, plan, step)
            plan = plan_of(plan.draft)
        _set(clock, _next(plan))


def _end_void_notices(clock: Clock, plan: Plan) -> None:
    """End the warnings of what is to stay longer: it will be warned of anew."""
    days = {step.stage: step.on for step in plan.steps}
    for told in clock.notices.filter(ended_at=None):
        if told.stage not in days or days[Stage(told.stage)] > told.on:
            _end(told, is_done=False)


def _end(told: Notice, *, is_done: bool) -> None:
    told.ended_at, told.is_done = now(), is_done
    told.save(update_fields=["ended_at", "is_done"])


def _advance(clock: Clock, plan: Plan, step: Step) -> None:
    day = today(plan.draft)
    told = clock.notices.filter(stage=step.stage, ended_at=None).first()
    if told is None:
        if day >= step.on - WARNING:
            _warn(clock, step, max(step.on, day + WARNING))
    elif day >= told.on:
        _delete(plan, step)
        _end(told, is_done=True)


def _warn(clock: Clock, step: Step, on: date) -> None:
    told = Notice.objects.create(
        clock=clock, stage=step.stage, on=on, files=len(step.files), told_at=now()
    )
    announce(DeletionAhead(notice_id=told.pk))
    facts = {"stage": str(step.stage), "on": str(on), "files": len(step.files)}
    note(aggregate="draft", aggregate_id=clock.pk, action="deletion-ahead", actor=None, facts=facts)


def _delete(plan: Plan, step: Step) -> None:
    for file in step.files:
        if step.stage in {Stage.ORIGINALS, Stage.TAKEN}:
            erase_original(file_id=file.id, keep=plan.keep)
        else:
            erase_file(file_id=file.id)
    facts = {"stage": str(step.stage), "files": sorted(file.sha256 for file in step.files)}
    note(aggregate="draft", aggregate_id=plan.draft.pk, action="deleted", actor=None, facts=facts)


def _next(plan: Plan) -> datetime:
    """Give when to look again: a step's next day, at least tomorrow, at most a month away."""
    days = [_day_of(step) for step in plan.steps] if not plan.held else []
    return min([max(now() + SOON, at) for at in days] + [now() + LONGEST])


def _day_of(step: Step) -> datetime:
    day = step.told.on if step.told else step.on - WARNING
    # noon in UTC has begun that day nearly everywhere, and what comes late harms nobody
    return datetime.combine(day, time(12), tzinfo=UTC)
