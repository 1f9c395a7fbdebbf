"""Who shares which piece of evidence with whom (R24)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.queries import team_slots
from lapel.journey.evidence.models import Artefact, AskedAddress, Share, Submission
from lapel.journey.evidence.queries.drafts import live_artefacts
from lapel.journey.learning.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.evidence.models import Draft
    from lapel.journey.people.models import Person

SHARE_WORDS = _(
    "I had a part in this piece of evidence, and I hand it in as ours. I write myself what my "
    "part was, and my own reflection. What rests on this piece alone is scored once for all of "
    "us. We never assess each other."
)
_STANDING = Q(accepted_at__isnull=False, ended_at__isnull=True)


def contribution_key(artefact_id: UUID) -> str:
    """Name the text in which a member says what her part in a piece was, among her answers."""
    return f"contribution:{artefact_id}"


def standing_shares(artefacts: Iterable[Artefact]) -> dict[UUID, list[Share]]:
    """Give the shares of these pieces that are open or accepted, by the piece."""
    found = Share.objects.filter(artefact__in=[each.pk for each in artefacts], ended_at=None)
    shares: dict[UUID, list[Share]] = defaultdict(list)
    for each in found.select_related("person").order_by("asked_at"):
        shares[each.artefact_id].append(each)
    return shares


def standing_questions(artefacts: Iterable[Artefact]) -> dict[UUID, list[AskedAddress]]:
    """Give the addresses that were asked and have not accepted, by the piece.

    Nothing in them tells whether an address is anybody's here.
    """
    pieces = [each.pk for each in artefacts]
    accepted = Share.objects.filter(_STANDING, artefact__in=pieces).values("pk")
    found = AskedAddress.objects.filter(artefact__in=pieces, ended_at=None)
    questions: dict[UUID, list[AskedAddress]] = defaultdict(list)
    for each in found.exclude(pk__in=accepted).order_by("asked_at", "pk"):
        questions[each.artefact_id].append(each)
    return questions


def team_sizes(artefacts: Collection[Artefact]) -> dict[UUID, int]:
    """Say of each piece that is shared how many share it, its owner included."""
    return {
        key: 1 + sum(each.accepted_at is not None for each in shares)
        for key, shares in standing_shares(artefacts).items()
        if any(each.accepted_at for each in shares)
    }


def shared_in(draft: Draft) -> list[Artefact]:
    """List the pieces of colleagues that a submission of this draft would take."""
    if not team_slots(draft.enrolment.version):
        return []
    accepted = Share.objects.filter(_STANDING, draft=draft)
    found = Artefact.objects.filter(
        shares__in=accepted, removed_at=None, file__removed_at=None
    ).select_related("file", "captions", "draft__enrolment__person")
    found = found.prefetch_related("file__derivatives", "captions__derivatives")
    return list(found.order_by("slot", "added_at", "pk"))


def brought(draft: Draft) -> list[Artefact]:
    """List all that a submission would take: her own pieces, and those shared with her."""
    every = [*live_artefacts(draft), *shared_in(draft)]
    return sorted(every, key=lambda each: each.slot)


def invitations_of(person: Person) -> list[Share]:
    """List the pieces that colleagues ask her to share and that she has not answered yet."""
    waiting = Share.objects.filter(person=person, accepted_at=None, ended_at=None)
    waiting = waiting.filter(artefact__removed_at=None, artefact__file__removed_at=None)
    waiting = waiting.select_related("artefact__draft__enrolment__person", "artefact__file")
    waiting = waiting.select_related("artefact__draft__enrolment__version")
    return list(waiting.order_by("asked_at"))


def colleague_for(draft: Draft, email: str) -> Person | None:
    """Find who has this address, if she is enrolled in the same version at the same place."""
    if draft.enrolment.organisation_id is None:
        return None
    beside = Enrolment.objects.filter(
        version=draft.enrolment.version_id,
        organisation=draft.enrolment.organisation_id,
        left_at=None,
        person__email__iexact=email.strip(),
        person__is_active=True,
    ).exclude(person=draft.enrolment.person_id)
    found = beside.select_related("person").first()
    return found.person if found else None


def teammates_of(people: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Give with whom each of these ever shared a piece of evidence, in whatever (R4)."""
    theirs = Q(shares__person__in=people) | Q(draft__enrolment__person__in=people)
    pieces = Artefact.objects.filter(theirs).values("pk")
    found = Share.objects.filter(accepted_at__isnull=False, artefact__in=pieces)
    teams: dict[UUID, set[UUID]] = defaultdict(set)
    rows = found.values_list("artefact", "person", "artefact__draft__enrolment__person")
    for artefact, member, owner in rows:
        teams[artefact] |= {member, owner}
    return {
        person: {each for team in teams.values() if person in team for each in team} - {person}
        for person in people
    }


def teammates_attempts(submission: Submission) -> QuerySet[Submission]:
    """Give the attempts of others that hold a piece which this one shares, the oldest first."""
    pieces = [each["id"] for each in submission.manifest["artefacts"] if "team" in each]
    if not pieces:
        return Submission.objects.none()
    shared = Share.objects.filter(artefact__in=pieces, accepted_at__isnull=False)
    holders = Q(draft__in=shared.values("draft")) | Q(draft__artefacts__in=pieces)
    found = Submission.objects.filter(holders).exclude(draft=submission.draft_id)
    return found.distinct().order_by("submitted_at", "pk")
