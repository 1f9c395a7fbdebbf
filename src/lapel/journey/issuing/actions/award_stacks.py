"""Award the stacks that an award completes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.pathways import members, satisfied
from lapel.journey.catalogue.queries import stacks_with
from lapel.journey.issuing.actions.issue_award import give_key_and_place, sign_award
from lapel.journey.issuing.actions.make_achievement import make_achievement
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import counting_awards
from lapel.journey.record.queries import now
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.catalogue.models import Stack
    from lapel.journey.people.models import Person


def award_stacks(*, award_id: UUID) -> list[Award]:
    """Award each stack that its holder's awards satisfy now, once, naming what it rests on.

    For the job on `AwardIssued`, which runs for nobody and may run twice.
    """
    award = Award.objects.select_related("person", "achievement__version__microcredential").get(
        pk=award_id
    )
    if award.achievement.version is None:
        return []
    microcredential = award.achievement.version.microcredential
    held = counting_awards(award.person)
    complete = [
        stack for stack in stacks_with(microcredential) if satisfied(stack.requires, held.keys())
    ]
    return [_issue(award.person, stack, held) for stack in complete]


def _issue(person: Person, stack: Stack, held: dict[str, Award]) -> Award:
    issuer = prepare_issuer(organisation=stack.organisation)
    with transaction.atomic():
        take_turns(f"issuing.stack:{person.pk}:{stack.pk}")
        row = Award.objects.filter(
            person=person, achievement__stack=stack, decision__isnull=True
        ).first()
        if row is None:
            counted = [held[slug] for slug in sorted(members(stack.requires) & held.keys())]
            row = Award.objects.create(
                person=person,
                organisation=counted[-1].organisation,
                achievement=make_achievement(issuer=issuer, subject=stack),
                awarded_at=now(),
            )
            row.rests_on.set(counted)
            give_key_and_place(award=row, issuer=issuer)
    return sign_award(row)
