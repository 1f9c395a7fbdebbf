"""Keep an edition of a file in which something is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import derivative_key, storage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def edition_id(*, derivative_id: UUID, edition: int) -> UUID:
    """Name what stands in an edition for a derivative of edition 0; a second run gives the same."""
    return uuid5(derivative_id, f"edition {edition}")


def keep_edition(
    *, file_id: UUID, edition: int, covered: Mapping[UUID, Path], words: Path | None = None
) -> list[Derivative]:
    """Keep a whole edition: what was covered anew (by the id in edition 0), all else as it was.

    `words` are a document's words without what is covered. Slow; run twice, it gives the same.
    Returns unsaved rows; the caller saves them once, in its own transaction.
    """
    file = StoredFile.objects.get(id=file_id)
    whole = list(file.derivatives.filter(edition=0).order_by("kind", "number"))
    rows = [_row(each, edition, covered.get(each.id)) for each in whole]
    if words is not None:
        name = uuid5(file_id, f"words of edition {edition}")
        rows.append(_kept(name, file, words, edition))
    return rows


def _row(before: Derivative, edition: int, path: Path | None) -> Derivative:
    row = Derivative(
        id=edition_id(derivative_id=before.id, edition=edition),
        file_id=before.file_id,
        kind=before.kind,
        number=before.number,
        edition=edition,
        blob=before.blob,
        media_type=before.media_type,
        size=before.size,
        sha256=before.sha256,
        width=before.width,
        height=before.height,
    )
    if path is not None:
        _put(row, path)
    return row


def _kept(name: UUID, file: StoredFile, path: Path, edition: int) -> Derivative:
    kind = Derivative.Kind.WORDS
    row = Derivative(id=name, file=file, kind=kind, number=1, edition=edition)
    row.media_type = "text/plain"
    _put(row, path)
    return row


def _put(row: Derivative, path: Path) -> None:
    row.blob = derivative_key(row.id)
    with path.open("rb") as stream:
        stored = storage().put(row.blob, stream)
    row.size, row.sha256 = stored.size, stored.sha256
