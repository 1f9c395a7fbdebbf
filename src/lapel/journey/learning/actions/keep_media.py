"""Keep a video or its captions for modules to show."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from lapel.journey.files.queries import storage
from lapel.journey.learning.actions.refusal import Refusal
from lapel.journey.learning.models import LearningMedia
from lapel.journey.learning.policies import may_keep_media
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from typing import BinaryIO

    from lapel.journey.people.models import Person

MEDIA_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt"}


def keep_media(*, person: Person, key: str, content: BinaryIO) -> LearningMedia:
    """Store media under the name that modules use (`media/x.mp4`), replacing what was there."""
    if not may_keep_media(person):
        raise PermissionDenied
    media_type = MEDIA_TYPES.get(key.rpartition(".")[2])
    if media_type is None:
        raise Refusal(_("A module's media are mp4, webm or vtt files."))
    store = storage()
    blob = f"learning/{uuid.uuid4().hex}"
    stored = store.put(blob, content)
    before = LearningMedia.objects.filter(key=key).first()
    kept, _made = LearningMedia.objects.update_or_create(
        key=key,
        defaults={
            "blob": blob,
            "media_type": media_type,
            "size": stored.size,
            "sha256": stored.sha256,
            "kept_at": now(),
        },
    )
    if before is not None:
        store.delete(before.blob)
    return kept
