"""Erase what is kept of a file, for good; its hash and what was decided on it stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.files.events import FileErased
from lapel.journey.files.models import Derivative, StoredFile
from lapel.journey.files.queries import original_key, storage
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet


def erase_original(*, file_id: UUID, keep: Collection[UUID]) -> None:
    """Erase what she brought, and all that was made of it but the derivatives to `keep`.

    The bytes go in a job, once this is on the disk.
    """
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(id=file_id)
        rows = Derivative.objects.filter(file=file, erased_at=None).exclude(id__in=keep)
        if file.original_erased_at is None or rows.exists():
            _erase(file, rows)


def erase_file(*, file_id: UUID) -> None:
    """Erase all that is kept of a file: the original, each edition, its words and its name."""
    erase_original(file_id=file_id, keep=())


def _erase(file: StoredFile, rows: QuerySet[Derivative]) -> None:
    ids = list(rows.values_list("id", flat=True))
    gone = Derivative.objects.filter(id__in=ids)
    hashes = list(gone.order_by("kind", "number", "edition").values_list("sha256", flat=True))
    blobs = set(gone.values_list("blob", flat=True))
    gone.update(erased_at=now())
    # an edition shares the blobs of what was not covered in it
    needed = Derivative.objects.filter(blob__in=blobs, erased_at=None)
    blobs -= set(needed.values_list("blob", flat=True))
    whole = not file.derivatives.filter(erased_at=None).exists()
    _mark(file, whole=whole)
    keys = sorted({*blobs, original_key(file)})
    announce(FileErased(file_id=file.id, blobs=keys, whole=whole))
    facts = {"original": file.sha256, "derivatives": hashes, "whole": whole}
    note(aggregate="file", aggregate_id=file.id, action="erased", actor=None, facts=facts)


def _mark(file: StoredFile, *, whole: bool) -> None:
    file.original_erased_at = file.original_erased_at or now()
    if whole:
        file.erased_at, file.text, file.name = now(), "", ""
    elif not file.derivatives.filter(erased_at=None, edition=0).exists():
        file.text = ""  # what is kept has covered words of its own
    file.save(update_fields=["original_erased_at", "erased_at", "text", "name"])


def forget_blobs(*, blobs: Collection[str]) -> None:
    """Remove bytes from the store; run twice, it gives the same."""
    for blob in blobs:
        storage().delete(blob)
