"""Recordings of talks, which have a clock of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.files.actions import erase_file
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.retention.events import TalkKept
from lapel.journey.retention.queries import standing_hold
from lapel.journey.viva.actions import erase_media
from lapel.journey.viva.models import Viva

if TYPE_CHECKING:
    from uuid import UUID

LOOK = timedelta(days=30)


def forget_talk(*, viva_id: UUID) -> None:
    """Erase what was recorded for a talk; while its teacher's evidence is held, look again."""
    viva = Viva.objects.select_related("case__submission__person").get(pk=viva_id)
    if standing_hold(viva.case.submission.person):
        with transaction.atomic():
            announce(TalkKept(viva_id=viva_id), due_at=now() + LOOK)
    else:
        erase_media(viva_id=viva_id)


def forget_recording(*, file_id: UUID) -> None:
    """Erase a recording that was replaced; what is held goes with the others of its talk."""
    file = StoredFile.objects.select_related("owner").get(pk=file_id)
    if not standing_hold(file.owner):
        erase_file(file_id=file_id)
