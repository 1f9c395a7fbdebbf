"""A draft that shows only what a later version changed (R20): what it asks for, what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.models import Refresh
from lapel.journey.evidence.queries.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.catalogue.models import Version
    from lapel.journey.evidence.models import Draft, Submission
    from lapel.journey.people.models import Person


def refresh_of(draft: Draft) -> Refresh | None:
    """Give what makes a draft a refresh; None for a draft of a whole version."""
    return getattr(draft, "refresh", None)


def asked_criteria(draft: Draft) -> list[str]:
    """Give the criteria that this draft has to show, in order: all, but for a refresh."""
    every = [each["key"] for each in criteria(draft.enrolment.version)]
    refresh = refresh_of(draft)
    return every if refresh is None else [key for key in every if key in refresh.asked]


def asked_places(draft: Draft) -> set[str]:
    """Give the questions and slots that this draft asks for, by key."""
    version = draft.enrolment.version
    refresh = refresh_of(draft)
    if refresh is None or set(refresh.asked) == {each["key"] for each in criteria(version)}:
        return every_place(version)
    reads = (each["reads"] for each in criteria(version) if each["key"] in refresh.asked)
    return {place for places in reads for place in places}


def every_place(version: Version) -> set[str]:
    """All questions and artefact slots of a version, by key."""
    content: dict[str, Any] = version.content
    return {
        f"{part['key']}.{item['key']}"
        for part in content["parts"]
        for item in [*part.get("questions", []), *part.get("artefacts", [])]
    }


def carried_by_award(draft: Draft) -> list[dict[str, Any]]:
    """Give the criteria that a refresh leaves to the earlier award; none for other drafts."""
    if refresh_of(draft) is None:
        return []
    asked = asked_criteria(draft)
    return [each for each in criteria(draft.enrolment.version) if each["key"] not in asked]


def to_name(draft: Draft) -> dict[str, Any]:
    """Give what a manifest says of a refresh: what is carried, from which award and attempt."""
    refresh = refresh_of(draft)
    if refresh is None:
        return {}
    return {
        "refresh": {
            "award": str(refresh.award),
            "attempt": str(refresh.rests_on_id),
            "manifest_hash": refresh.rests_on.manifest_hash,
            "levels": refresh.carried,
        }
    }


def levels_carried(submission: Submission) -> dict[str, str]:
    """Give the levels that an attempt carries from an earlier award, as it was frozen."""
    found: dict[str, str] = submission.manifest.get("refresh", {}).get("levels", {})
    return found


def award_carried_from(submission: Submission) -> str:
    """Name the award an attempt rests on; "" where it is no refresh."""
    found: str = submission.manifest.get("refresh", {}).get("award", "")
    return found


def refreshes_from(award_id: UUID) -> QuerySet[Refresh]:
    """Give the refreshes that carry from an award."""
    return Refresh.objects.filter(award=award_id)


def refresh_in(person: Person, version: Version) -> Refresh | None:
    """Find a person's refresh to a version, whatever became of it."""
    found = Refresh.objects.filter(draft__enrolment__person=person)
    return found.filter(draft__enrolment__version=version).select_related("draft").first()


def refresh_findings(draft: Draft) -> Iterator[Finding]:
    """Say why a refresh cannot be submitted while the award beside it does not stand."""
    refresh = refresh_of(draft)
    if refresh is None or not refresh.halted:
        return
    if refresh.halted == Refresh.Halted.SUSPENDED:
        sentence = _(
            "The award you are refreshing is suspended, so nothing can be carried from it now. "
            "What you have here is kept; you can submit as soon as the award stands again."
        )
    else:
        sentence = _(
            "The award you are refreshing was revoked, so nothing can be carried from it. What "
            "you have here is kept."
        )
    yield Finding("precheck-body", sentence)
