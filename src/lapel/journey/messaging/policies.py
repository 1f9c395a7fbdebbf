"""Who may have a program told what happens, and whose device is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lapel.journey.messaging.models import PushDevice
    from lapel.journey.people.models import Organisation

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_LEAD})


def may_keep_webhooks(
    person: Person | AnonymousUser, organisation: Organisation | None = None
) -> bool:
    """Tell whether a person keeps webhooks: who administers or leads the organisation."""
    return any(has_role(person, role, organisation) for role in KEEPERS)


def may_let_devices_in(person: Person | AnonymousUser) -> bool:
    """Tell whether somebody may have notifications: everyone with an account may."""
    return isinstance(person, Person) and person.is_active


def is_hers(person: Person | AnonymousUser, device: PushDevice) -> bool:
    """Tell whether a device is this person's own."""
    return isinstance(person, Person) and device.person_id == person.pk
