"""Write down what is alike between two people's attempts, for a person to look at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lapel.journey.integrity.models import Glance, Match, MatchedPiece, Piece
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from lapel.journey.evidence.models import Submission
    from lapel.journey.integrity.queries import Alike

# A picture or a file counts as much as so many runs of words, and a second of sound.
WORTH = 100
SECONDS_WORTH = 10


@dataclass(frozen=True)
class _Met:
    """A piece of this attempt and one of another's, with how much is alike."""

    mine: UUID
    theirs: Piece
    alike: Alike

    @property
    def worth(self) -> int:
        each = {Piece.Kind.TEXT.value: 1, Piece.Kind.SOUND.value: SECONDS_WORTH}
        return self.alike.amount * each.get(self.alike.kind, WORTH)


def raise_matches(*, submission: Submission, found: Mapping[UUID, list[Alike]]) -> None:
    """Keep one match for each other draft: with that attempt of it which has most in common."""
    theirs = Piece.objects.select_related("submission").in_bulk(
        [each.piece_id for alike in found.values() for each in alike]
    )
    met: dict[Submission, list[_Met]] = defaultdict(list)
    for mine, alike in found.items():
        for each in alike:
            other = theirs[each.piece_id]
            met[other.submission].append(_Met(mine, other, each))
    for attempt in _most_in_common(met):
        _raise(submission, attempt, met[attempt])


def _most_in_common(met: Mapping[Submission, list[_Met]]) -> list[Submission]:
    best: dict[UUID, Submission] = {}
    for other in sorted(met, key=lambda each: each.submitted_at):
        known = best.get(other.draft_id)
        if known is None or _amount(met[other]) > _amount(met[known]):
            best[other.draft_id] = other
    return list(best.values())


def _amount(met: list[_Met]) -> int:
    return sum(each.worth for each in met)


def _raise(submission: Submission, other: Submission, met: list[_Met]) -> None:
    between = Match.objects.filter(
        Q(newer__draft=submission.draft_id, older__draft=other.draft_id)
        | Q(newer__draft=other.draft_id, older__draft=submission.draft_id)
    )
    is_newer = (submission.submitted_at, submission.pk) > (other.submitted_at, other.pk)
    with transaction.atomic():
        # What a person has seen comes back only with more than she saw.
        settled = between.exclude(state=Match.State.OPEN)
        if settled.filter(amount__gte=_amount(met)).exists():
            return
        pair = (submission, other) if is_newer else (other, submission)
        if between.filter(newer=pair[0], older=pair[1]).exists():
            return
        # Who saw the one that this replaces has seen what is alike here (R5).
        looked = set(Glance.objects.filter(match__in=between).values_list("person", flat=True))
        between.filter(state=Match.State.OPEN).delete()
        match = Match.objects.create(
            newer=pair[0], older=pair[1], amount=_amount(met), found_at=now()
        )
        Glance.objects.bulk_create(Glance(match=match, person_id=each, at=now()) for each in looked)
        MatchedPiece.objects.bulk_create(_row(match, each, is_newer=is_newer) for each in met)
        note(aggregate="match", aggregate_id=match.pk, action="found", actor=None)


def _row(match: Match, met: _Met, *, is_newer: bool) -> MatchedPiece:
    newer, older = (met.mine, met.theirs.pk) if is_newer else (met.theirs.pk, met.mine)
    place = met.alike.place
    mine, theirs = (place.mine, place.theirs) if place else (None, None)
    return MatchedPiece(
        match=match,
        newer_id=newer,
        older_id=older,
        kind=met.alike.kind,
        share=met.alike.share,
        amount=met.alike.amount,
        newer_at=mine if is_newer else theirs,
        older_at=theirs if is_newer else mine,
    )
