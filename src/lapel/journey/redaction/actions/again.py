"""Look once more, or oneself; and say which captions are a recording's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.files.events import FileReady
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce, note, offer_again
from lapel.journey.record.queries import now, parked_deliveries
from lapel.journey.redaction.actions.settle import moved_on
from lapel.journey.redaction.events import FileSettled, LookAsked
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.policies import may_settle
from lapel.journey.redaction.queries import matters_of

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

KINDS = (FileReady.kind(), LookAsked.kind(), FileSettled.kind())


def _hers(person: Person, file_id: UUID) -> StoredFile:
    file = StoredFile.objects.get(id=file_id)
    if not may_settle(person, file):
        raise PermissionDenied
    return file


def look_again(*, person: Person, file_id: UUID) -> None:
    """Look for what is new, as after the class list changed; decisions on the rest are kept.

    Where a job was given up, it gets a fresh set of attempts.
    """
    with transaction.atomic():
        file = _hers(person, file_id)
        for job in _given_up(file_id):
            offer_again(delivery_id=job)
        check = Check.objects.select_for_update().filter(file=file).first()
        if check is None or check.state == Check.State.LOOKING:
            return
        check.suggestions.filter(state=Suggestion.State.OPEN).delete()
        check.state, check.looked, check.progress = Check.State.LOOKING, [], 0
        check.refusal, check.by_hand = "", False
        check.save()
        announce(LookAsked(file_id=file_id))


def _given_up(file_id: UUID) -> list[int]:
    parked = parked_deliveries().filter(event__kind__in=KINDS, event__payload__file_id=str(file_id))
    ours = parked.filter(receiver__startswith="redaction.")
    return list(ours.values_list("pk", flat=True))


def look_myself(*, person: Person, file_id: UUID) -> None:
    """Say that she looked through a file herself, as no machine here could."""
    with transaction.atomic():
        file = _hers(person, file_id)
        check, _is_new = Check.objects.get_or_create(file=file, defaults={"begun_at": now()})
        if check.state != Check.State.FAILED:
            raise ValidationError(_("This file was looked through already."))
        check.state, check.by_hand, check.progress = Check.State.LOOKED, True, 100
        check.save(update_fields=["state", "by_hand", "progress"])
        note(aggregate="file", aggregate_id=file_id, action="looked-by-hand", actor=person.pk)
        moved_on(file_id=file_id)


def forget_finds(*, file_id: UUID) -> None:
    """Keep of what was found in an erased file that it was settled, and how; nothing to see."""
    found = Suggestion.objects.filter(check_of=file_id)
    found.update(picture=b"", place={})


def pair_captions(*, recording_id: UUID, captions_id: UUID | None) -> None:
    """Say which words are spoken in a recording, so that what is taken out of them is bleeped.

    Called by the room that joined the two, inside its transaction.
    """
    file = StoredFile.objects.get(id=recording_id)
    check = Check.objects.filter(file=file).first()
    if check is None and file.state == StoredFile.State.READY and not matters_of([file.id]):
        return  # brought before there was this room; nobody will look at it
    check = check or Check.objects.create(file=file, begun_at=now())
    if check.captions_id != captions_id:
        check.captions_id = captions_id
        check.save(update_fields=["captions"])
        moved_on(file_id=recording_id)
