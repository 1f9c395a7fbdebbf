"""Two pieces beside each other: of texts what is alike, of pictures both; and no name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lapel.domain.similarity.marking import side_by_side
from lapel.journey.evidence.queries import frozen
from lapel.journey.files.queries import mark_for
from lapel.journey.integrity.models import Piece
from lapel.journey.integrity.queries.own_words import known_to_all

if TYPE_CHECKING:
    from lapel.domain.similarity.marking import Stretch
    from lapel.journey.evidence.models import Submission
    from lapel.journey.evidence.queries import Frozen, FrozenArtefact
    from lapel.journey.integrity.models import Match, MatchedPiece
    from lapel.journey.people.models import Person


@dataclass(frozen=True)
class Side:
    """One side of a pair: what it was handed in for, its like places, or the file to be shown."""

    title: str
    words: list[Stretch]
    artefact: FrozenArtefact | None
    clock: str = ""


@dataclass(frozen=True)
class Pair:
    """Two pieces that are alike; `percent` of the shorter text, or of how sure the pictures are.

    `amount` is shared runs of words, pictures, or seconds of sound from each side's `clock` on.
    """

    kind: str
    percent: int
    amount: int
    newer: Side
    older: Side


def pairs_of(match: Match, *, viewer: Person) -> list[Pair]:
    """Give the pieces of a match beside each other, the most alike first."""
    newer, older = _shown_to(viewer, match.newer), _shown_to(viewer, match.older)
    without = known_to_all(match.newer.draft.enrolment.version) | known_to_all(
        match.older.draft.enrolment.version
    )
    rows = match.pieces.select_related("newer", "older").order_by("-share", "pk")
    return [_pair(row, newer, older, without) for row in rows]


def _shown_to(viewer: Person, submission: Submission) -> Frozen:
    return frozen(submission, mark=mark_for(about=submission.pk, viewer=viewer))


def _pair(row: MatchedPiece, newer: Frozen, older: Frozen, without: frozenset[int]) -> Pair:
    left, right = (_found(row.newer, newer), _found(row.older, older))
    words: tuple[list[Stretch], list[Stretch]] = ([], [])
    if row.kind == Piece.Kind.TEXT:
        words = side_by_side(left[1], right[1], without=without)
    return Pair(
        kind=row.kind,
        percent=round(row.share * 100),
        amount=row.amount,
        newer=_side(row, left, words[0], row.newer_at),
        older=_side(row, right, words[1], row.older_at),
    )


def _side(
    row: MatchedPiece,
    found: tuple[str, str, FrozenArtefact | None],
    words: list[Stretch],
    at: int | None,
) -> Side:
    title, _text, artefact = found
    if row.kind == Piece.Kind.TEXT or artefact is None:
        return Side(title, words, None)
    if at is None or not artefact.shown.rendition:
        return Side(title, words, artefact)
    # A player begins and ends there (W3C Media Fragments URI 1.0, 4.2.1).
    rendition = f"{artefact.shown.rendition}#t={at},{at + row.amount}"
    shown = replace(artefact.shown, rendition=rendition)
    return Side(title, words, replace(artefact, shown=shown), f"{at // 60}:{at % 60:02}")


def _found(piece: Piece, evidence: Frozen) -> tuple[str, str, FrozenArtefact | None]:
    """Give a piece's title, its words, and its file."""
    kind, _colon, key = piece.source.partition(":")
    if kind == "answer":
        answer = next(each for each in evidence.answers if each.question == key)
        return answer.prompt, answer.text, None
    artefact = next(each for each in evidence.artefacts if each.id == key)
    return artefact.title or artefact.slot.partition(".")[2], artefact.shown.text, artefact


def words_of(submission: Submission, source: str) -> tuple[str, str]:
    """Give the title and the words of one piece of an attempt."""
    title, words, _artefact = _found(Piece(source=source), frozen(submission))
    return title, words
