"""Scorings for the watch: an assessor beside others who all say “almost”, or beside an anchor."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.drift import Source
from lapel.journey.catalogue.models import Version
from lapel.journey.qualification import actions
from lapel.journey.qualification.models import AgreedKey, Direction, Pause, Portfolio, Sign
from lapel.journey.qualification.queries import anchors_of
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Person

CRITERIA = ("plans", "waits", "extra")
ALMOST = dict.fromkeys(CRITERIA, "almost")


def beside_others(person: Person, version: Version, level: str, *, times: int = 1) -> None:
    """Score so many times, everything at one level, beside somebody who says “almost”."""
    for _time in range(times):
        actions.record_sign(
            person=person,
            version=version,
            work=uuid.uuid4(),
            given=dict.fromkeys(CRITERIA, level),
            references=[ALMOST],
            at=now(),
        )


def anchor(version: Version, lead: Person, *, number: int = 1, level: str = "almost") -> Portfolio:
    """Make an anchor whose agreed key is one level throughout."""
    made = Portfolio.objects.create(
        version=version,
        language="en",
        use=Portfolio.Use.ANCHOR,
        name=f"watched-{number}",
        title="An anchor",
        number=number,
        manifest={},
        source_hash="0" * 64,
        added_by=lead,
        added_at=now(),
    )
    for criterion in CRITERIA:
        AgreedKey.objects.create(
            portfolio=made,
            criterion=criterion,
            level=level,
            reason="It is there.",
            agreed_by=lead,
            agreed_at=now() - timedelta(days=1),
        )
    return made


def beside_anchor(person: Person, portfolio: Portfolio, level: str) -> Sign:
    """Score an anchor, everything at one level."""
    return actions.record_sign(
        person=person,
        version=portfolio.version,
        work=uuid.uuid4(),
        given=dict.fromkeys(CRITERIA, level),
        portfolio=portfolio,
        at=now(),
    )


def rekeyed(portfolio: Portfolio, lead: Person, level: str) -> None:
    """Have two people key every criterion anew and agree on another level."""
    from cast import belongs, person
    from lapel.journey.people.models import Role

    keyers = [person(f"Keyer{number}{portfolio.number}") for number in range(2)]
    place = portfolio.version.microcredential.organisation
    for each in keyers:
        belongs(each, place, Role.LEAD_ASSESSOR)
    for criterion in CRITERIA:
        where = {"portfolio_id": portfolio.pk, "criterion": criterion}
        if not AgreedKey.objects.filter(**where, contested_at__isnull=False).exists():
            actions.contest_key(person=lead, reason="The place says so.", **where)
        for each in keyers:
            actions.give_key(person=each, level=level, reason="Read anew.", **where)
        actions.agree_key(person=lead, level=level, reason="Both say so.", **where)


def furnish_watch(world: Any) -> None:
    """Leave Bola paused for Zuri's organisation, where nothing else happens, for all pages."""
    cast = world.cast
    version = Version.objects.get(microcredential__slug="keyed")
    held = anchors_of(version, "en")[1]
    for number in range(3):
        Sign.objects.create(
            person=cast.bola,
            organisation=cast.elsewhere,
            version=version,
            source=Source.OTHERS if number else Source.ANCHOR,
            portfolio=None if number else held,
            work=uuid.uuid4(),
            given=dict.fromkeys(CRITERIA, "not_yet"),
            references=[dict.fromkeys(CRITERIA, "yes")] if number else [],
            at=now(),
        )
    pause = Pause.objects.create(
        person=cast.bola,
        organisation=cast.elsewhere,
        direction=Direction.SEVERE,
        at=now(),
        due_at=now() + timedelta(days=1),
    )
    world.put("pause", "waiting", pause_id=pause.pk)
    world.put("pause anchor", "waiting", pause_id=pause.pk, portfolio_id=held.pk, criterion="plans")
