"""Captions that a teacher replaced or took away: no draft leads to them any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.evidence.models import Artefact, Draft
from lapel.journey.files.actions import erase_file
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.retention.events import LeftFileKept
from lapel.journey.retention.queries import is_named, standing_hold, times_of

if TYPE_CHECKING:
    from uuid import UUID


def keep_left(*, draft_id: UUID, file_id: UUID) -> None:
    """Have captions be forgotten as long after they were left as any file that was removed."""
    draft = Draft.objects.select_related("enrolment__organisation").get(pk=draft_id)
    kept = timedelta(days=times_of(draft.enrolment.organisation).removed)
    with transaction.atomic():
        announce(LeftFileKept(draft_id=draft_id, file_id=file_id), due_at=now() + kept)


def forget_left(*, draft_id: UUID, file_id: UUID) -> None:
    """Erase them; while her evidence is held, later. Those of an attempt go with the attempt."""
    draft = Draft.objects.select_related("enrolment__person").get(pk=draft_id)
    if Artefact.objects.filter(captions=file_id).exists() or is_named(draft, file_id):
        return
    if standing_hold(draft.enrolment.person):
        keep_left(draft_id=draft_id, file_id=file_id)
        return
    erase_file(file_id=file_id)
