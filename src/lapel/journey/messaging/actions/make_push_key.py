"""Make the key that the instance signs notifications with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.journey.messaging.models import PushDevice, PushKey
from lapel.journey.messaging.policies import may_let_devices_in
from lapel.journey.messaging.queries.devices import BINDING, push_key
from lapel.journey.messaging.queries.webhooks import sealing_key
from lapel.journey.record.queries import now
from lapel.ports.keys.sealing import seal
from lapel.ports.push.vapid import new_key, public_of

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


def make_push_key(*, person: Person) -> PushKey:
    """Give the instance's key; it is made when the first person lets a device in."""
    if not may_let_devices_in(person):
        raise PermissionDenied
    return push_key() or PushKey.objects.get_or_create(only=True, defaults=_made())[0]


def renew_push_key() -> int:
    """Make another key; returns how many devices were let in under the former one, and end."""
    with transaction.atomic():
        PushKey.objects.update_or_create(only=True, defaults=_made())
        ended, _by_model = PushDevice.objects.all().delete()
    return ended


def _made() -> dict[str, object]:
    private = new_key()
    public = public_of(private)
    sealed = seal(sealing_key(BINDING), private, bound_to=public)
    return {"public": public, "sealed": sealed, "made_at": now()}
