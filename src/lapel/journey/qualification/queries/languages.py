"""In which languages a rubric can be assessed: where there is something to train on (R4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf.locale import LANG_INFO

from lapel.journey.qualification.models import Portfolio

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version


def languages_of(version: Version) -> list[str]:
    """Give the version's own language, then those others for whose evidence it has a set in use."""
    found = Portfolio.objects.filter(
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
        retired_at__isnull=True,
    )
    others = set(found.order_by().values_list("language", flat=True)) - {version.language}
    return [version.language, *sorted(others)]


def language_name(code: str) -> str:
    """Name a language as its own people do; its code where nothing else is known."""
    return str(LANG_INFO.get(code, {}).get("name_local", code))
