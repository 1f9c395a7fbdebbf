"""Drafts, and what a revision leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries import criteria
from lapel.journey.evidence.models import (
    Answer,
    Artefact,
    Draft,
    MentorMeeting,
    SetAside,
    Submission,
)
from lapel.journey.evidence.queries.refreshes import (
    asked_criteria,
    asked_places,
)
from lapel.journey.files.queries import stalled
from lapel.journey.people.models import Membership, Person, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet


def draft_of(person: Person, draft_id: UUID) -> Draft:
    """Find a draft of hers; `Draft.DoesNotExist` for another's, as for none."""
    found = Draft.objects.select_related(
        "enrolment__person",
        "enrolment__organisation",
        "enrolment__version__microcredential",
        "refresh",
    )
    return found.get(id=draft_id, enrolment__person=person)


def live_artefacts(draft: Draft) -> QuerySet[Artefact]:
    """List the artefacts that a submission would take, in order."""
    artefacts = draft.artefacts.filter(removed_at=None, file__removed_at=None)
    artefacts = artefacts.select_related("file", "captions")
    return artefacts.prefetch_related("file__derivatives", "captions__derivatives").order_by(
        "slot", "number", "added_at"
    )


def stalled_files(artefacts: Iterable[Artefact]) -> set[UUID]:
    """Give the files and captions among these whose making was given up."""
    files = [file for each in artefacts for file in (each.file, each.captions) if file is not None]
    return stalled(files)


def open_set_asides(draft: Draft, answer: Answer | None = None) -> QuerySet[SetAside]:
    """Texts that met a newer one and wait for her choice, in a draft or for one answer."""
    waiting = SetAside.objects.filter(answer__draft=draft, settled_at=None)
    if answer is not None:
        waiting = waiting.filter(answer=answer)
    return waiting.select_related("answer").order_by("at")


def attempt_of(person: Person, submission_id: UUID) -> Submission:
    """Find an attempt of hers; `Submission.DoesNotExist` for another's, as for none."""
    found = Submission.objects.select_related(
        "draft__enrolment__version__microcredential", "draft__enrolment__organisation"
    )
    return found.get(id=submission_id, person=person)


def last_attempt(draft: Draft) -> Submission | None:
    """Give the newest attempt, whatever became of it."""
    return draft.submissions.order_by("-number").first()


def last_decided(draft: Draft) -> Submission | None:
    """Give the newest attempt that was closed by a decision and counts (R12)."""
    closed = _that_count(draft).filter(state=Submission.State.CLOSED)
    return closed.order_by("-number").first()


def attempts_that_count(draft: Draft) -> int:
    """How many of the three free attempts are used (R12): decided ones and the one in flight."""
    return _that_count(draft).exclude(state=Submission.State.WITHDRAWN).count()


def _that_count(draft: Draft) -> QuerySet[Submission]:
    """Leave out what was sent back because it could not be judged."""
    return draft.submissions.exclude(outcome=Submission.Outcome.SENT_BACK)


def meetings_held(draft: Draft) -> int:
    """How many mentor meetings were logged; each opens one attempt after the third (R12)."""
    return draft.meetings.filter(logged_at__isnull=False).count()


def mentors_for(draft: Draft) -> QuerySet[Person]:
    """List whom she may ask: the mentors of her school and of the organisations above it."""
    organisations = []
    place = draft.enrolment.organisation
    while place is not None:
        organisations.append(place)
        place = place.parent
    held = Membership.objects.filter(role=Role.MENTOR, until=None, organisation__in=organisations)
    mentors = Person.objects.filter(memberships__in=held).exclude(id=draft.enrolment.person_id)
    return mentors.distinct().order_by("name")


def meetings_asked_of(mentor: Person) -> QuerySet[MentorMeeting]:
    """List the meetings a mentor is asked for and has not logged yet."""
    waiting = MentorMeeting.objects.filter(mentor=mentor, logged_at=None)
    found = waiting.select_related("draft__enrolment__person", "draft__enrolment__organisation")
    return found.order_by("asked_at")


def meetings_logged_by(mentor: Person) -> QuerySet[MentorMeeting]:
    """List the meetings a mentor has logged, the latest first."""
    held = MentorMeeting.objects.filter(mentor=mentor, logged_at__isnull=False)
    return held.select_related("draft__enrolment__person").order_by("-held_on", "-logged_at")


def still_open(draft: Draft) -> list[str]:
    """Keys of the criteria that are not 'yes' yet: all before the first decision (R12).

    Of a refresh, all that it asks for (R20).
    """
    decided = last_decided(draft)
    every = asked_criteria(draft)
    if decided is None:
        return every
    return [key for key in every if key in decided.left_open]


def open_places(draft: Draft) -> set[str]:
    """Questions and slots that an open criterion reads: those she may change now (R12)."""
    version = draft.enrolment.version
    still = set(still_open(draft))
    if still == set(asked_criteria(draft)):
        return asked_places(draft)
    reads = (c["reads"] for c in criteria(version) if c["key"] in still)
    return {place for places in reads for place in places}
