"""A small catalogue that plans are made of, and a teacher's goals in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diagnosis.asking import framework
from documents import document, stack_document
from lapel.journey.catalogue.actions import load_framework, publish_stack, publish_version
from lapel.journey.people.queries import today
from lapel.journey.plan.actions import change, set_goals
from lapel.journey.plan.models import Proposal
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now, parked_deliveries

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.catalogue.models import Stack, Version
    from lapel.journey.plan.models import Plan
    from world import World

# Slug, competency, level, hours, what it builds on.
OFFERED = (
    ("begin-well", "T01", "Practising", 8, []),
    ("go-on", "T01", "Proficient", 10, ["begin-well"]),
    ("ask-more", "T02", "Proficient", 10, []),
    ("ask-again", "T02", "Proficient", 14, []),
    ("share-it", "T03", "Leading", 16, []),
)
AIMS = {"T01": "Proficient", "T02": "Proficient", "T03": "Proficient"}


def offer(cast: Cast) -> dict[str, Version]:
    """Publish the catalogue; gives versions by slug."""
    load_framework(items=framework())
    return {slug: publish_one(cast, slug, *rest) for slug, *rest in OFFERED}


def publish_one(  # noqa: PLR0917 (a row of the shelf above)
    cast: Cast, slug: str, competency: str, level: str, hours: int, after: list[str]
) -> Version:
    content = document(
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        competency=competency,
        level=level,
        effort_hours=hours,
        prerequisites=after,
        version_note=f"Builds on {', '.join(after) or 'nothing'}.",
    )
    return publish_version(person=cast.dara, organisation=cast.college, content=content)


def offer_stack(cast: Cast) -> Stack:
    """Publish a stack: asking more, and either way of going on."""
    requires = {"all": ["ask-more", {"any": ["go-on", "share-it"]}]}
    content = stack_document(slug="both", title="Both", requires=requires)
    return publish_stack(person=cast.dara, organisation=cast.college, content=content)


def planned(cast: Cast, *, weeks: int = 26, **goals: Any) -> Plan:
    """Have Amina plan: an hour a week for half a year unless told otherwise."""
    told = {"targets": AIMS, "minutes_a_week": 60} | goals
    return set_goals(person=cast.amina, deadline=today() + timedelta(weeks=weeks), **told)


def work() -> None:
    """Let the jobs run, and see that none of them failed."""
    deliver_all()
    assert list(parked_deliveries()) == []


def leave_plan(world: World) -> None:
    """Leave Amina a plan with something to undo, and a proposal she has not answered."""
    amina = world.cast.amina
    publish_one(world.cast, "a-step-ahead", "T07", "Leading", 6, [])
    plan = set_goals(
        person=amina,
        targets={"T05": "Leading", "T07": "Leading"},
        minutes_a_week=120,
        deadline=today() + timedelta(weeks=52),
    )
    plan = change(person=amina, act="lock", slug=plan.steps[0])
    proposal = Proposal.objects.create(
        plan=plan, because="better", steps=plan.steps[:1], changes={}, made_at=now()
    )
    world.put("plan step", "", slug=plan.steps[0])
    world.put("plan proposal", "", proposal_id=proposal.pk)
