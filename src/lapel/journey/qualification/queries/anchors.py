"""The portfolios of a version, their agreed keys, and whether they make a full set (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.qualifying import is_full_set
from lapel.journey.catalogue.queries import criteria
from lapel.journey.qualification.models import AgreedKey, Portfolio

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version


def portfolios_of(version: Version, language: str) -> QuerySet[Portfolio]:
    """Give the portfolios in use for a rubric, in their order, of whichever version brought them.

    A version whose rubric is the same, word for word, shares them.
    """
    found = Portfolio.objects.filter(
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
        language=language,
        retired_at__isnull=True,
    )
    return found.select_related("version").order_by("use", "number", "pk")


def practice_of(version: Version, language: str) -> QuerySet[Portfolio]:
    """Give the portfolios to practise on."""
    return portfolios_of(version, language).filter(use=Portfolio.Use.PRACTICE)


def anchors_of(version: Version, language: str) -> list[Portfolio]:
    """Give the anchors in use whose every criterion has an agreed key."""
    found = list(portfolios_of(version, language).filter(use=Portfolio.Use.ANCHOR))
    keys = agreed_keys(found)
    wanted = {each["key"] for each in criteria(version)}
    return [each for each in found if wanted <= keys[each.pk].keys()]


def agreed_key(portfolio: Portfolio) -> dict[str, Level]:
    """Give the agreed level of each criterion that has one."""
    return agreed_keys([portfolio])[portfolio.pk]


def agreed_keys(portfolios: Iterable[Portfolio]) -> dict[UUID, dict[str, Level]]:
    """Give the agreed keys of many portfolios in one query."""
    found: dict[UUID, dict[str, Level]] = {each.pk: {} for each in portfolios}
    rows = AgreedKey.objects.filter(portfolio__in=found, superseded_at__isnull=True)
    for each in rows:
        found[each.portfolio_id][each.criterion] = Level(each.level)
    return found


def is_trained_for(version: Version, language: str) -> bool:
    """Tell whether assessors can qualify on a full set: from then on nobody assesses without."""
    return is_full_set(list(agreed_keys(anchors_of(version, language)).values()))
