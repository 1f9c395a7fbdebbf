"""Let notifications come to a device, and take devices off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.learning.actions import remind_by_push
from lapel.journey.messaging.actions.refusal import Refusal
from lapel.journey.messaging.models import PushDevice
from lapel.journey.messaging.policies import is_hers, may_let_devices_in
from lapel.journey.messaging.queries.devices import (
    MOST,
    device_names,
    devices_of,
    marked,
    push_key,
    pushes_are_on,
)
from lapel.journey.people.models import Person
from lapel.journey.record.actions import forget_errors, note
from lapel.journey.record.queries import now
from lapel.ports.push.sealing import check

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.ports.push import Device

LONGEST_ENDPOINT = 1000


def let_device_in(*, person: Person, device: Device, key: bytes, user_agent: str) -> PushDevice:
    """Let notifications come to a device, and have her reminded that way from now on.

    `key` is the public half that her browser let in. Who had this browser before has it no more.
    """
    if not may_let_devices_in(person):
        raise PermissionDenied
    _refuse(device, key)
    browser, system = device_names(user_agent)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one after another, for the cap
        for before in PushDevice.objects.filter(endpoint=device.endpoint):
            _end(before, actor=person, why="device let in anew")
        if devices_of(person).count() >= MOST:
            raise Refusal(_("At most %d devices; take one off first.") % MOST)
        made = PushDevice.objects.create(
            person=person,
            endpoint=device.endpoint,
            public=device.public,
            secret=device.secret,
            browser=browser,
            system=system,
            let_in_at=now(),
        )
        remind_by_push(person=person)
        _note(made, person, "device let in")
    return made


def take_device_off(*, person: Person, device_id: UUID) -> None:
    """Let nothing come to one of her devices any more."""
    with transaction.atomic():
        device = PushDevice.objects.select_for_update().filter(pk=device_id).first()
        if device is None or not is_hers(person, device):
            raise PermissionDenied
        _end(device, actor=person, why="device taken off")


def leave_device(*, mark: str, for_person: Person | None = None) -> None:
    """End what comes to the device with this mark, unless it is the person's who signs in there.

    Whoever signs out, or hands it on to somebody else, is reminded there no more.
    """
    device_id = marked(mark) if mark else None
    if device_id is None:
        return
    with transaction.atomic():
        device = PushDevice.objects.select_for_update().filter(pk=device_id).first()
        if device is not None and (for_person is None or not is_hers(for_person, device)):
            _end(device, actor=None, why="device signed out")


def forget_devices(*, person_id: UUID) -> None:
    """Erase the devices of a person who left, and what failures kept of them."""
    hers = PushDevice.objects.filter(person=person_id)
    forget_errors(about=set(hers.values_list("pk", flat=True)))
    hers.delete()


def forget_gone(*, device: PushDevice) -> None:
    """Forget a device whose service says that it takes nothing any more."""
    with transaction.atomic():
        _end(device, actor=None, why="device gone")


def _end(device: PushDevice, *, actor: Person | None, why: str) -> None:
    _note(device, actor, why)
    device.delete()


def _refuse(device: Device, key: bytes) -> None:
    if not pushes_are_on():
        raise Refusal(_("Notifications are switched off here."))
    ours = push_key()
    if ours is None or bytes(ours.public) != key:
        raise Refusal(_("The key for notifications has changed. Reload the page and try again."))
    try:
        parts = urlsplit(device.endpoint)
        port = parts.port
        check(device)
    except ValueError:
        raise Refusal(_("This is nothing that a browser gives for notifications.")) from None
    plain = all(" " < sign < "\x7f" for sign in device.endpoint)
    named = parts.scheme == "https" and parts.hostname and parts.username is None and port != 0
    if not plain or not named or len(device.endpoint) > LONGEST_ENDPOINT:
        raise Refusal(_("This is nothing that a browser gives for notifications."))


def _note(device: PushDevice, actor: Person | None, action: str) -> None:
    note(
        aggregate="person",
        aggregate_id=device.person_id,
        action=action,
        actor=actor.pk if actor else None,
    )
