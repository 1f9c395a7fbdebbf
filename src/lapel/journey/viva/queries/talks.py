"""Talks as those who have a part in them find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.people.models import Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.qualification.queries import open_qualifications
from lapel.journey.review.queries.vivas import hearable, who_may_hear
from lapel.journey.viva.models import Viva
from lapel.journey.viva.policies import hears

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Submission
    from lapel.journey.people.models import Person

_DEEP = (
    "case__submission__draft",
    "case__version",
    "case__microcredential__organisation",
    "case__organisation",
    "examiner",
)
# No desk needs more at once; of these some are not hers.
MOST_OFFERED, MOST_LOOKED_AT = 30, 200


def own_viva(person: Person, viva_id: UUID) -> Viva:
    """Find a talk about a person's own work; `Viva.DoesNotExist` for another's, as for none."""
    return Viva.objects.select_related(*_DEEP).get(pk=viva_id, case__submission__person=person)


def viva_on(submission: Submission) -> Viva | None:
    """Give the talk about an attempt, open or over."""
    return Viva.objects.filter(case__submission=submission).select_related("inquiry").first()


def viva_heard_by(person: Person, viva_id: UUID) -> Viva:
    """Find a talk that a person hears; `Viva.DoesNotExist` for another's, as for none.

    Nor is there one for somebody whose role has ended: what teachers said is not hers any more.
    """
    found = Viva.objects.select_related(*_DEEP).get(pk=viva_id, examiner=person)
    if not hears(person, found):
        raise Viva.DoesNotExist
    return found


def taken_vivas(person: Person) -> QuerySet[Viva]:
    """Give the talks a person hears, the oldest first."""
    found = Viva.objects.filter(examiner=person).exclude(state=Viva.State.OVER)
    return found.select_related("case__version").order_by("asked_at")


def free_vivas(person: Person) -> list[Viva]:
    """Give the talks that nobody hears yet and she may (R4), the oldest first."""
    qualified = open_qualifications().filter(person=person).values("version__microcredential")
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    near = Q(case__microcredential__in=qualified) | Q(case__microcredential__organisation__in=led)
    found = Viva.objects.filter(near, examiner=None, case__state=State.HOLD_VIVA)
    found = found.exclude(state=Viva.State.OVER).select_related(*_DEEP)
    some = list(found.order_by("asked_at", "pk")[:MOST_LOOKED_AT])
    hers = {each.pk for each in hearable(person, [each.case for each in some])}
    return [each for each in some if each.case_id in hers][:MOST_OFFERED]


def examiners_of(viva: Viva) -> list[Person]:
    """Give who is to be told of a talk: who hears it, else all who may."""
    return [viva.examiner] if viva.examiner else who_may_hear(viva.case)


def led_vivas(person: Person) -> QuerySet[Viva]:
    """Give the talks whose assessors a person leads, those that are due first."""
    places = organisations_where(person, Role.LEAD_ASSESSOR)
    found = Viva.objects.filter(case__microcredential__organisation__in=places)
    found = found.exclude(case__submission__person=person).select_related(*_DEEP)
    return found.order_by("due_at", "pk")


def past_vivas(person: Person) -> QuerySet[Viva]:
    """Give the talks that are over and that a person heard or oversaw, the latest first."""
    hers = Q(examiner=person) | Q(pk__in=led_vivas(person).order_by().values("pk"))
    found = Viva.objects.filter(hers, state=Viva.State.OVER).select_related("case__version")
    return found.order_by("-ended_at", "pk")


def viva_led_by(person: Person, viva_id: UUID) -> Viva:
    """Find a talk she oversees; `Viva.DoesNotExist` for another's, as for none."""
    return led_vivas(person).get(pk=viva_id)
