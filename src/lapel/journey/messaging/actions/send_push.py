"""Send notifications to devices, while they may come."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lapel.domain.badges.errors import Said
from lapel.failpoint import failpoint
from lapel.journey.learning.queries import (
    quiet_is_over,
    reminder_ends,
    rhythm_of,
    session_of,
    zone_of,
)
from lapel.journey.messaging.actions.let_device_in import forget_gone
from lapel.journey.messaging.actions.refusal import Refusal
from lapel.journey.messaging.events import PushDue, PushTried
from lapel.journey.messaging.models import PushDevice
from lapel.journey.messaging.queries.devices import (
    devices_of,
    opened,
    push_contact,
    push_key,
    pushes_are_on,
)
from lapel.journey.messaging.queries.push_words import TODAY, TRIAL, session_words, trial_words
from lapel.journey.messaging.queries.webhooks import packed
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.ports import fetch, push
from lapel.ports.keys import WrongSecretError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 30, 60))
TRIAL_LASTS = timedelta(minutes=5)
NOT_SO_OFTEN = timedelta(seconds=30)
# Said when it is shown, in the reader's language.
SHUT = gettext_noop("The key for notifications was sealed under another LAPEL_KEYS_SECRET.")


def owe_pushes(*, person: Person, day: str) -> int:
    """Announce a reminder of a day's session for each device of hers; returns how many."""
    if not pushes_are_on() or not rhythm_of(person).by_push:
        return 0
    hers = list(devices_of(person))
    for device in hers:
        announce(PushDue(device_id=device.pk, day=day))
    return len(hers)


def push_reminder(*, device_id: UUID, day: str, attempt: int) -> None:
    """Send a reminder if it may come now; where the service does not take it, again later.

    At least once: after a crash it may be sent twice, under the same topic. It waits nowhere, here
    or at the service, beyond the beginning of her quiet hours or the end of her day.
    """
    device = _device(device_id)
    moment = now()
    ends = _may_come_until(device, moment) if device else None
    if device is None or ends is None:
        return
    session = session_of(device.person)
    if session.day.isoformat() != day or not session.waits or device.reminded_on == session.day:
        return
    if _sent(device, lambda: session_words(session), lasts=ends - moment, topic=TODAY):
        PushDevice.objects.filter(pk=device_id).update(reminded_on=session.day)
        return
    later = now() + PAUSES[min(attempt, len(PAUSES) - 1)]
    if later < ends and PushDevice.objects.filter(pk=device_id).exists():
        with transaction.atomic():
            announce(PushDue(device_id=device_id, day=day, attempt=attempt + 1), due_at=later)


def try_device(*, person: Person, device_id: UUID) -> None:
    """Have a notification come to one of her devices at once, whatever the hour: she asks now."""
    with transaction.atomic():
        device = devices_of(person).select_for_update().filter(pk=device_id).first()
        if device is None:
            raise Refusal(_("This device lets nothing in any more."))
        moment = now()
        if device.tried_at and moment < device.tried_at + NOT_SO_OFTEN:
            raise Refusal(_("One is on its way. Wait half a minute, then try again."))
        device.tried_at = moment
        device.save(update_fields=["tried_at"])
        announce(PushTried(device_id=device.pk))


def push_trial(*, device_id: UUID) -> None:
    """Send what she asked for, once; what hinders it is said beside the device."""
    device = _device(device_id)
    if device is not None:
        _sent(device, trial_words, lasts=TRIAL_LASTS, topic=TRIAL)


def _device(device_id: UUID) -> PushDevice | None:
    found = PushDevice.objects.select_related("person")
    return found.filter(pk=device_id, person__is_active=True).first()


def _may_come_until(device: PushDevice, moment: datetime) -> datetime | None:
    rhythm = rhythm_of(device.person)
    zone = zone_of(rhythm)
    is_quiet = quiet_is_over(rhythm, moment, zone) > moment
    return reminder_ends(rhythm, moment, zone) if rhythm.by_push and not is_quiet else None


def _sent(device: PushDevice, words: Callable[[], bytes], *, lasts: timedelta, topic: str) -> bool:
    """Tell whether the service took it; a device that is gone is forgotten."""
    key = push_key()
    if key is None or not pushes_are_on():
        return True  # there is no way any more that a second try could take
    try:
        port = push.from_url(
            settings.PUSH_URL,
            key=opened(key),
            post=fetch.from_url(settings.FETCH_URL).post,
            contact=push_contact(),
        )
        with translation.override(device.person.language):
            said = words()
        addressed = push.Device(
            endpoint=device.endpoint, public=bytes(device.public), secret=bytes(device.secret)
        )
        port.send(addressed, said, lasts=int(lasts.total_seconds()), topic=topic)
    except push.PushError as error:
        log.warning("device %s took no notification: %s", device.pk, error)
        if error.gone:
            forget_gone(device=device)
        return _kept(device, error.said)
    except WrongSecretError:
        return _kept(device, Said(SHUT))
    failpoint("messaging.pushed")
    PushDevice.objects.filter(pk=device.pk).exclude(error={}).update(error={})
    return True


def _kept(device: PushDevice, said: Said) -> bool:
    PushDevice.objects.filter(pk=device.pk).update(error=packed(said))
    return False
