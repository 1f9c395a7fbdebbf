"""Forget tables of people: when their days are over, or when somebody in them leaves."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from lapel.journey.people.events import SheetKept
from lapel.journey.people.models import InvitationSheet
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from lapel.journey.people.models import Person

KEPT_FOR = timedelta(days=30)
PAUSE = timedelta(days=1)


def forgotten_at(sheet: InvitationSheet) -> datetime:
    """Tell when a table will be erased."""
    return sheet.uploaded_at + KEPT_FOR


def forget_sheet(*, sheet_id: UUID) -> None:
    """Erase a table; one whose letters are still going out waits a day more."""
    with transaction.atomic():
        sheet = InvitationSheet.objects.select_for_update().filter(pk=sheet_id).first()
        if sheet is None:
            return
        if sheet.confirmed_at and sheet.done < len(sheet.good):
            announce(SheetKept(sheet_id=sheet_id), due_at=now() + PAUSE)
            return
        _erase(sheet, actor=None)


def forget_sheets_of(*, person: Person, addresses: Iterable[str]) -> None:
    """Erase the tables a person uploaded, and what others' tables say of her addresses.

    Her lines stay in their places, empty, because a table is worked off by place.
    """
    for sheet in InvitationSheet.objects.filter(uploaded_by=person):
        _erase(sheet, actor=person.id)
    hers = {address.lower() for address in addresses}
    for sheet in InvitationSheet.objects.select_for_update().filter(_naming(hers)):
        sheet.good = [_without(line, hers) for line in sheet.good]
        sheet.bad = [_without(line, hers) for line in sheet.bad]
        sheet.save(update_fields=["good", "bad"])


def _naming(addresses: set[str]) -> Q:
    """Find the tables in whose text an address may stand, as it is or as JSON escapes it."""
    found = Q(pk__in=[])
    for address in addresses:
        for needle in {address, json.dumps(address)[1:-1]}:
            found |= Q(good__icontains=needle) | Q(bad__icontains=needle)
    return found


def _without(line: dict[str, Any], addresses: set[str]) -> dict[str, Any]:
    if line["email"].lower() not in addresses:
        return line
    return line | {"email": "", "name": "", "reason": gettext("She closed her account.")}


def _erase(sheet: InvitationSheet, *, actor: UUID | None) -> None:
    note(
        aggregate="invitation sheet",
        aggregate_id=sheet.id,
        action="forgotten",
        actor=actor,
    )
    sheet.delete()
