"""Reads: what a micro-credential counts for, and what an organisation has recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.currency.models import Recognition
from lapel.journey.currency.policies import RECORDERS
from lapel.journey.people.queries import organisations_where

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import MicroCredential
    from lapel.journey.people.models import Organisation, Person


def recognitions_of(microcredential: MicroCredential) -> QuerySet[Recognition]:
    """Give what stands for a micro-credential today, the latest statement first."""
    found = Recognition.objects.filter(microcredential=microcredential, withdrawn_at=None)
    return found.order_by("-stated_on", "recogniser")


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Give the organisations a person records for."""
    return organisations_where(person, RECORDERS).order_by("name")


def recorded_for(person: Person) -> QuerySet[Recognition]:
    """Give what the organisations a person records for have recorded and not withdrawn."""
    found = Recognition.objects.filter(organisation__in=organisations_of(person), withdrawn_at=None)
    found = found.select_related("microcredential__current", "organisation", "recorded_by")
    found = found.defer("microcredential__current__content")
    return found.order_by("microcredential__current__title", "-stated_on")


def recognition_of(person: Person, recognition_id: UUID) -> Recognition | None:
    """Find a recognition that this person may withdraw."""
    return recorded_for(person).filter(id=recognition_id).first()
