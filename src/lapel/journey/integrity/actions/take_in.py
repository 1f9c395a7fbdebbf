"""Fingerprint an attempt, keep it, and note where others' work is like it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from lapel.domain.similarity import banding, pictures, sounds
from lapel.domain.similarity.passages import packed, passages_of
from lapel.journey.evidence.models import Submission
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import storage
from lapel.journey.integrity.actions.raise_match import raise_matches
from lapel.journey.integrity.models import Passage, Piece, SoundBand, TextBand, View, ViewBand
from lapel.journey.integrity.queries import found_alike, known_to_all
from lapel.ports import scan, video

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from lapel.domain.similarity.pictures import Grey
    from lapel.journey.integrity.queries import Alike

MOST_PICTURES = 20
_DRAWN = (Derivative.Kind.PICTURE, Derivative.Kind.IMAGE)


@dataclass
class _Material:
    """What is fingerprinted of an answer or an artefact."""

    piece: Piece
    passages: list[frozenset[int]] = field(default_factory=list)
    pictures: list[tuple[int, pictures.Picture]] = field(default_factory=list)
    samples: bytes = b""


def take_in(*, submission_id: UUID) -> None:
    """Fingerprint a queued attempt and raise what is alike; run twice, it gives the same.

    Heavy: it looks at pictures and recordings in children. It never changes the submission.
    """
    submission = _submission(submission_id)
    if submission.state == Submission.State.WITHDRAWN:
        return
    materials = list(_materials(submission))
    # All is kept before it is compared, so that of two attempts at once one meets the other.
    for material in materials:
        _keep(material)
    found: dict[UUID, list[Alike]] = defaultdict(list)
    for material in materials:
        shown = [picture for _number, picture in material.pictures]
        heard = sounds.asked(material.samples)
        found[material.piece.pk] += found_alike(material.piece, material.passages, shown, heard)
    raise_matches(submission=submission, found=found)


def _submission(submission_id: UUID) -> Submission:
    deep = Submission.objects.select_related("draft__enrolment__version__microcredential")
    return deep.get(pk=submission_id)


def _materials(submission: Submission) -> Iterator[_Material]:
    without = known_to_all(submission.draft.enrolment.version)
    for answer in submission.manifest["answers"]:
        piece = Piece(
            submission=submission,
            source=f"answer:{answer['question']}",
            kind=Piece.Kind.TEXT,
            sha256=answer["sha256"],
        )
        yield _Material(piece, passages_of(answer["text"], without=without))
    wanted = {each["file"]: each for each in submission.manifest["artefacts"]}
    for file in StoredFile.objects.filter(id__in=wanted).prefetch_related("derivatives"):
        entry = wanted[str(file.id)]
        piece = Piece(
            submission=submission,
            source=f"artefact:{entry['id']}",
            kind=_kind_of(file),
            sha256=entry["sha256"],
            file=file.id,
        )
        words = passages_of(file.text, without=without)
        kept = _frozen_of(file, entry)
        yield _Material(piece, words, _pictures_of(file, kept), _samples_of(file, kept))


def _frozen_of(file: StoredFile, entry: dict[str, Any]) -> list[Derivative]:
    """Give what others see of a file: nothing is kept of what its teacher covered."""
    named = {each["id"] for each in entry["derivatives"]}
    found = [each for each in file.derivatives.all() if str(each.pk) in named]
    return sorted(found, key=lambda each: (each.kind, each.number))


def _kind_of(file: StoredFile) -> Piece.Kind:
    kinds = {
        StoredFile.Family.PHOTO: Piece.Kind.PICTURE,
        StoredFile.Family.DOCUMENT: Piece.Kind.TEXT,
        StoredFile.Family.VIDEO: Piece.Kind.VIDEO,
        StoredFile.Family.AUDIO: Piece.Kind.SOUND,
    }
    return kinds.get(StoredFile.Family(file.family), Piece.Kind.FILE)


def _pictures_of(file: StoredFile, kept: list[Derivative]) -> list[tuple[int, pictures.Picture]]:
    """Give a file's pictures with their numbers; what cannot be opened again is passed over."""
    found = []
    for number, grey in _greys_of(file, kept):
        if min(grey.width, grey.height) >= pictures.GRID:
            found.append((number, pictures.Picture(grey)))
    return found


def _greys_of(file: StoredFile, kept: list[Derivative]) -> Iterator[tuple[int, Grey]]:
    drawn = [each for each in kept if each.kind in _DRAWN]
    # A scanned paper is its pages; where a document has words, they are compared.
    if not drawn and not file.text.strip():
        drawn = [each for each in kept if each.kind == Derivative.Kind.PAGE]
    for each in drawn[:MOST_PICTURES]:
        try:
            with storage().local_path(each.blob) as path:
                yield each.number, scan.from_url(settings.SCAN_URL).grey(path)
        except scan.Refused:
            continue
    if file.family == StoredFile.Family.VIDEO:
        yield from _frames_of([each for each in kept if each.kind == Derivative.Kind.RENDITION])


def _frames_of(renditions: list[Derivative]) -> Iterator[tuple[int, Grey]]:
    for each in renditions:
        try:
            with storage().local_path(each.blob) as path:
                yield from video.from_url(settings.VIDEO_URL).frames(path)
        except video.VideoRefused:
            continue


def _samples_of(file: StoredFile, kept: list[Derivative]) -> bytes:
    """Give the sound of a recording; none where it has none, or cannot be opened again."""
    if file.family not in {StoredFile.Family.VIDEO, StoredFile.Family.AUDIO}:
        return b""
    for each in kept:
        if each.kind == Derivative.Kind.RENDITION:
            try:
                with storage().local_path(each.blob) as path:
                    return video.from_url(settings.VIDEO_URL).samples(path)
            except video.VideoRefused:
                continue
    return b""


def _keep(material: _Material) -> None:
    """Write a piece with its keys, unless an earlier run did."""
    piece = material.piece
    with transaction.atomic():
        known = Piece.objects.filter(submission=piece.submission, source=piece.source).first()
        if known is not None:
            known.submission = piece.submission
            material.piece = known
            return
        piece.save()
        for runs in material.passages:
            passage = Passage.objects.create(piece=piece, runs=packed(runs))
            keys = banding.keys_of(runs)
            TextBand.objects.bulk_create(TextBand(key=key, passage=passage) for key in keys)
        for number, picture in material.pictures:
            _keep_view(piece, number, picture)
        heard = sounds.landmarks(material.samples)
        SoundBand.objects.bulk_create(
            SoundBand(key=each.key, piece=piece, at=each.at) for each in heard
        )


def _keep_view(piece: Piece, number: int, picture: pictures.Picture) -> None:
    view = View.objects.create(piece=piece, number=number, greys=picture.kept())
    whole_only = piece.kind == Piece.Kind.VIDEO
    ViewBand.objects.bulk_create(
        ViewBand(
            key=key,
            view=view,
            bits=pictures.signed(code.bits),
            left=box.left,
            top=box.top,
            width=box.width,
            height=box.height,
        )
        for box, code in picture.tiles()
        if not whole_only or box == pictures.WHOLE
        for key in pictures.keys_of(code)
    )
