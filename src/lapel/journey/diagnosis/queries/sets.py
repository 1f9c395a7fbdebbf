"""Sets of parameters as the measurement reads them; they never change, so they stay in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lapel.domain.measurement.items import Bank, Item
from lapel.domain.measurement.prior import prior_of
from lapel.journey.diagnosis.models import ParameterSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lapel.domain.measurement.prior import Prior

# Diagnoses under way rest on the last few sets; a set of 450 questions takes 0.4 MB.
KEPT = 4


@lru_cache(maxsize=KEPT)
def bank_of(set_id: UUID) -> Bank:
    """Give a set's items with their parameters."""
    made = ParameterSet.objects.get(pk=set_id)
    items = (
        Item(
            each["item"],
            each["competency"],
            each["slope"],
            tuple(each["steps"]),
            each["calibrations"],
            each["answers"],
        )
        for each in made.items
    )
    return Bank(tuple(made.competencies), tuple(items), made.name)


@lru_cache(maxsize=KEPT)
def wordings_of(set_id: UUID) -> Mapping[str, str]:
    """Give, by name, the id of each item's wording."""
    items = ParameterSet.objects.values_list("items", flat=True).get(pk=set_id)
    return {each["item"]: each["version"] for each in items}


def first_prior(made: ParameterSet) -> Prior:
    """Give what is believed of somebody of whom nothing is known."""
    return prior_of(made.competencies, made.correlations, version=made.name)


def newest_set(language: str) -> ParameterSet | None:
    """Give the set with which a diagnosis in a language begins; None where there is none."""
    found = ParameterSet.objects.filter(language=language).exclude(items=[])
    return found.order_by("-number").first()


def languages() -> list[str]:
    """Give the languages in which there are questions."""
    found = ParameterSet.objects.exclude(items=[]).order_by("language")
    return list(found.values_list("language", flat=True).distinct())
