"""Her evidence at a glance: every draft with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.journey.evidence.models import Draft, Submission
from lapel.journey.learning.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Standing:
    """A draft with its attempts, newest first; `state` is writing, waiting, revising or decided."""

    draft: Draft
    attempts: list[Submission]

    @property
    def state(self) -> str:
        """Tell where it stands, as far as evidence knows."""
        last = self.last
        if last is None or last.state == Submission.State.WITHDRAWN:
            return "writing"
        if last.state == Submission.State.QUEUED:
            return "waiting"
        return "revising" if last.reopened else "decided"

    @property
    def shelf(self) -> str:
        """Tell what it is listed under: as `state`, and once it was closed by its outcome."""
        return (self.last.outcome if self.last else "") or self.state

    @property
    def last(self) -> Submission | None:
        """Give the newest attempt."""
        return self.attempts[0] if self.attempts else None


def standings(person: Person, enrolments: Collection[Enrolment] | None = None) -> list[Standing]:
    """Give her drafts (of some enrolments only, if asked), the last changed first."""
    drafts = Draft.objects.filter(enrolment__person=person)
    if enrolments is not None:
        drafts = drafts.filter(enrolment__in=enrolments)
    drafts = drafts.select_related("enrolment__version", "enrolment__organisation", "refresh")
    drafts = drafts.prefetch_related("submissions").order_by("-changed_at")
    return [
        Standing(draft, sorted(draft.submissions.all(), key=lambda each: -each.number))
        for draft in drafts
    ]


def enrolments_without_draft(person: Person) -> QuerySet[Enrolment]:
    """Give the micro-credentials she is on and has brought nothing for yet."""
    found = Enrolment.objects.filter(person=person, left_at=None, draft=None)
    return found.select_related("version").order_by("-enrolled_at")
