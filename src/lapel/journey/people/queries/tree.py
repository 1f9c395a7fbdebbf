"""The tree of organisations: what one is part of, and what is part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


def organisations_above(organisation: Organisation) -> list[Organisation]:
    """List an organisation and those it is part of, itself first, the root last."""
    line = [organisation]
    while line[-1].parent is not None:
        line.append(line[-1].parent)
    return line


def organisations_under(organisation: Organisation) -> QuerySet[Organisation]:
    """Give an organisation and all its parts, at every depth."""
    found = level = [organisation.pk]
    while level:
        level = list(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True))
        found = [*found, *level]
    return Organisation.objects.filter(pk__in=found)
