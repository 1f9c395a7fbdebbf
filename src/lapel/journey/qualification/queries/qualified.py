"""Who is qualified for what."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.journey.qualification.models import Qualification
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person

    Rubric = tuple[UUID, str, str]

# R16: a qualification holds for twelve months, and may be renewed in its last thirty days.
TERM = timedelta(days=365)
RENEWAL = timedelta(days=30)


def open_qualifications() -> QuerySet[Qualification]:
    """Qualifications that hold now: neither ended nor expired."""
    found = Qualification.objects.filter(ended_at__isnull=True, until__gt=now())
    return found.select_related("version__microcredential", "person")


def qualification_of(person: Person, version: Version, language: str) -> Qualification | None:
    """Give what qualifies a person for a version's rubric, the one that holds longest; or None.

    One for another version counts where its rubric is the same, word for word.
    """
    found = open_qualifications().filter(
        person=person,
        language=language,
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
    )
    return found.order_by("-until", "pk").first()


def qualification_at(
    person: Person, version: Version, language: str, *, moment: datetime
) -> Qualification | None:
    """Give what qualified a person for a version's rubric at a moment, or None (R18)."""
    found = Qualification.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
        person=person,
        language=language,
        version__microcredential=version.microcredential_id,
        version__rubric_hash=version.rubric_hash,
        qualified_at__lte=moment,
        until__gt=moment,
    )
    return found.order_by("-until", "pk").first()


def qualified_for(versions: Iterable[Version]) -> dict[Rubric, set[UUID]]:
    """Give who is qualified now for the rubrics of these versions, by `rubric_of`, in one query."""
    found: dict[Rubric, set[UUID]] = defaultdict(set)
    wanted = {each.microcredential_id for each in versions}
    rows = open_qualifications().filter(version__microcredential__in=wanted)
    for microcredential, rubric, language, person in rows.values_list(
        "version__microcredential", "version__rubric_hash", "language", "person"
    ):
        found[microcredential, rubric, language].add(person)
    return found


def rubric_of(version: Version, language: str) -> Rubric:
    """Name a version's rubric in a language, as `qualified_for` does."""
    return version.microcredential_id, version.rubric_hash, language
