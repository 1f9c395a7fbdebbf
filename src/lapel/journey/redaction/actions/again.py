"""Look once more, or oneself; and say which captions are a recording's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.files.events import FileReady
from lapel.journey.files.models import StoredFile
from lapel.journey.record.actions import announce, note, offer_again
from lapel.journey.record.models import AuditEntry
from lapel.journey.record.queries import history, now, parked_deliveries
from lapel.journey.redaction.actions.settle import moved_on
from lapel.journey.redaction.events import FileSettled, LookAsked
from lapel.journey.redaction.models import Check, Suggestion
from lapel.journey.redaction.policies import may_settle
from lapel.journey.redaction.queries import matters_of
from lapel.turns import take_turns

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

DAY = timedelta(days=1)
LOOKS_A_DAY = 5
LOOKS_OF_ALL = 40
ASKED = "look-asked"
KINDS = (FileReady.kind(), LookAsked.kind(), FileSettled.kind())


def _hers(person: Person, file_id: UUID) -> StoredFile:
    file = StoredFile.objects.get(id=file_id)
    if not may_settle(person, file):
        raise PermissionDenied
    return file


def look_again(*, person: Person, file_id: UUID) -> None:
    """Look for what is new, as after the class list changed; decisions on the rest are kept.

    Where a job was given up, it gets a fresh set of attempts. A look costs minutes of a machine
    that all share, so that a file is looked at again `LOOKS_A_DAY` times in 24 hours, and all of
    hers `LOOKS_OF_ALL` times. Where a student is whose family took consent back stays asked.
    """
    with transaction.atomic():
        file = _hers(person, file_id)
        take_turns(f"redaction:look:{person.pk}")
        _refuse_too_many(person, file)
        for job in _given_up(file_id):
            offer_again(delivery_id=job)
        check = Check.objects.select_for_update().filter(file=file).first()
        if check is None or check.state == Check.State.LOOKING:
            return
        waiting = check.suggestions.filter(state=Suggestion.State.OPEN)
        waiting.exclude(where=Suggestion.SHOWN).delete()
        check.state, check.looked, check.progress = Check.State.LOOKING, [], 0
        check.refusal, check.by_hand = "", False
        check.save()
        announce(LookAsked(file_id=file_id))
        note(aggregate="file", aggregate_id=file_id, action=ASKED, actor=person.pk)


def _refuse_too_many(person: Person, file: StoredFile) -> None:
    """Refuse what is more than a day's looks, and say when there is a next one."""
    since = now() - DAY
    asked = history("file", file.pk).filter(action=ASKED, at__gt=since)
    if asked.count() >= LOOKS_A_DAY:
        words = _(
            "A file is looked through again %(count)s times in 24 hours. Please look through it "
            "yourself, or come back tomorrow."
        )
        raise ValidationError(words % {"count": LOOKS_A_DAY})
    mine = StoredFile.objects.filter(owner=person).values("pk")
    of_all = AuditEntry.objects.filter(
        aggregate="file", aggregate_id__in=mine, action=ASKED, at__gt=since
    )
    if of_all.count() >= LOOKS_OF_ALL:
        words = _(
            "Your files are looked through again %(count)s times in 24 hours. Please come back "
            "tomorrow."
        )
        raise ValidationError(words % {"count": LOOKS_OF_ALL})


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
