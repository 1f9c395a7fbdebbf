"""What others handed in that is like a piece: found by its keys, then judged exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.similarity.banding import keys_of
from lapel.domain.similarity.overlaying import AGREE, agreement, picture_kept
from lapel.domain.similarity.passages import likeness, unpacked
from lapel.domain.similarity.pictures import NEAREST, Box, asked_keys, distance, unsigned
from lapel.domain.similarity.sounds import heard_alike
from lapel.journey.integrity.models import Passage, Piece, SoundBand, TextBand, View, ViewBand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.similarity.pictures import Code, Picture
    from lapel.domain.similarity.sounds import Landmark, Place

# Judged at most, those that share most keys or bits first.
MOST_PASSAGES, MOST_VIEWS, PLACES_EACH = 200, 40, 2
KEYS_AT_ONCE = 5000
FRAMES_ALIKE = 2


@dataclass(frozen=True)
class Alike:
    """A piece of somebody else's that is like one: by which share, and how much of it."""

    piece_id: UUID
    kind: str
    share: float
    amount: int
    place: Place | None = None


def found_alike(
    piece: Piece,
    passages: list[frozenset[int]],
    pictures: list[Picture],
    sound: Sequence[Landmark] = (),
) -> list[Alike]:
    """Compare a piece with all that others handed in: bytes, words, pictures and sound."""
    best: dict[UUID, Alike] = {}
    for each in (
        *_same_bytes(piece),
        *_same_words(piece, passages),
        *_same_pictures(piece, pictures),
        *_same_sound(piece, sound),
    ):
        known = best.get(each.piece_id)
        if known is None or (each.share, each.amount) > (known.share, known.amount):
            best[each.piece_id] = each
    return sorted(best.values(), key=lambda each: (-each.share, str(each.piece_id)))


def _of_others(piece: Piece) -> QuerySet[Piece]:
    """Leave out her own attempts, and a file that a team holds together."""
    found = Piece.objects.exclude(submission__person=piece.submission.person_id)
    return found.exclude(file=piece.file) if piece.file else found


def _same_bytes(piece: Piece) -> Iterator[Alike]:
    """Find the same file, whatever it is; answers of the same words are found by their words."""
    if piece.source.startswith("answer:"):
        return
    same = _of_others(piece).filter(sha256=piece.sha256)
    for piece_id in same.values_list("pk", flat=True)[:MOST_PASSAGES]:
        yield Alike(piece_id, Piece.Kind.FILE, 1.0, 1)


def _same_words(piece: Piece, passages: list[frozenset[int]]) -> Iterator[Alike]:
    counts: Counter[int] = Counter()
    for each in passages:
        met = TextBand.objects.filter(key__in=keys_of(each))
        counts.update(met.values_list("passage", flat=True))
    likely = [passage for passage, _count in counts.most_common(MOST_PASSAGES)]
    theirs = Passage.objects.filter(pk__in=likely, piece__in=_of_others(piece))
    for piece_id, kept in theirs.values_list("piece", "runs"):
        runs = unpacked(bytes(kept))
        for mine in passages:
            found = likeness(mine, runs)
            if found.is_enough:
                yield Alike(piece_id, Piece.Kind.TEXT, found.contained, found.shared)


def _same_sound(piece: Piece, sound: Sequence[Landmark]) -> Iterator[Alike]:
    mine: dict[int, list[int]] = defaultdict(list)
    for each in sound:
        mine[each.key].append(each.at)
    met: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for start in range(0, len(keys := list(mine)), KEYS_AT_ONCE):
        some = SoundBand.objects.filter(key__in=keys[start : start + KEYS_AT_ONCE])
        for key, piece_id, at in some.values_list("key", "piece", "at"):
            met[piece_id] += [(here, at) for here in mine[key]]
    heard = {piece_id: heard_alike(pairs) for piece_id, pairs in met.items()}
    enough = {each: found for each, found in heard.items() if found and found.is_enough}
    for piece_id in _of_others(piece).filter(pk__in=enough).values_list("pk", flat=True):
        place = enough[piece_id].place
        share = min(1.0, 2 * enough[piece_id].shared / len(sound))
        yield Alike(piece_id, Piece.Kind.SOUND, share, place.seconds, place)


@dataclass(frozen=True)
class _Hit:
    """A part of a kept view that is near a part of a new picture."""

    far: int
    view: int
    tile: Box
    window: Box


def _same_pictures(piece: Piece, pictures: list[Picture]) -> Iterator[Alike]:
    best: dict[UUID, dict[int, float]] = {}
    for number, picture in enumerate(pictures):
        for piece_id, share in _agreeing(piece, picture):
            shares = best.setdefault(piece_id, {})
            shares[number] = max(share, shares.get(number, 0.0))
    for piece_id, shares in best.items():
        needed = FRAMES_ALIKE if piece.kind == Piece.Kind.VIDEO and len(pictures) > 1 else 1
        if len(shares) >= needed:
            yield Alike(piece_id, Piece.Kind.PICTURE, max(shares.values()), len(shares))


def _agreeing(piece: Piece, picture: Picture) -> Iterator[tuple[UUID, float]]:
    hits = _nearest(picture, whole_only=piece.kind == Piece.Kind.VIDEO)
    views = View.objects.filter(pk__in=list(hits), piece__in=_of_others(piece))
    for view in views:
        old = picture_kept(bytes(view.greys))
        share = max(
            agreement(old, hit.tile, picture, hit.window) for hit in hits[view.pk][:PLACES_EACH]
        )
        if share >= AGREE:
            yield view.piece_id, share


def _nearest(picture: Picture, *, whole_only: bool) -> dict[int, list[_Hit]]:
    """Give the views that come nearest, with their places, the nearest first."""
    asked: dict[int, list[tuple[Box, Code]]] = {}
    for window, code in picture.windows():
        for key in asked_keys(code):
            asked.setdefault(key, []).append((window, code))
        if whole_only:
            break  # the first window is the whole
    hits: dict[int, list[_Hit]] = {}
    for row in _rows(list(asked)):
        for window, code in asked[row[0]]:
            far = distance(unsigned(row[2]), code.bits)
            if far <= NEAREST:
                hits.setdefault(row[1], []).append(_Hit(far, row[1], Box(*row[3:]), window))
    for found in hits.values():
        found.sort(key=lambda hit: hit.far)
    likely = sorted(hits, key=lambda view: (hits[view][0].far, view))[:MOST_VIEWS]
    return {view: hits[view] for view in likely}


def _rows(keys: list[int]) -> Iterator[tuple[int, int, int, float, float, float, float]]:
    columns = ("key", "view", "bits", "left", "top", "width", "height")
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = ViewBand.objects.filter(key__in=keys[start : start + KEYS_AT_ONCE])
        yield from some.values_list(*columns)
