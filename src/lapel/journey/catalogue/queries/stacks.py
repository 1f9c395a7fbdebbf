"""Stacks as readers ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import MicroCredential, Stack

if TYPE_CHECKING:
    from django.db.models import QuerySet


def all_stacks() -> QuerySet[Stack]:
    """Give every published stack by title."""
    return Stack.objects.select_related("organisation").order_by("title")


def stacks_with(microcredential: MicroCredential) -> QuerySet[Stack]:
    """Give the stacks that a micro-credential can count towards."""
    return all_stacks().filter(members=microcredential)
