"""Invite everybody on the good lines of a table, once its owner has confirmed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.invite import invite
from lapel.journey.people.actions.refusal import Refusal
from lapel.journey.people.events import SheetConfirmed
from lapel.journey.people.models import InvitationSheet, Organisation
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

# So many lines are worked off in one job: a fraction of a second of the database's time.
AT_ONCE = 100


def invite_from_csv(*, person: Person, sheet_id: UUID) -> InvitationSheet:
    """Send the good lines of her table on their way; confirming twice sends nothing twice."""
    with transaction.atomic():
        sheet = InvitationSheet.objects.select_for_update().get(pk=sheet_id)
        if sheet.uploaded_by_id != person.id:
            raise PermissionDenied
        if sheet.confirmed_at is None:
            sheet.confirmed_at = now()
            sheet.save(update_fields=["confirmed_at"])
            note(
                aggregate="invitation sheet",
                aggregate_id=sheet.id,
                action="confirmed",
                actor=person.id,
            )
            announce(SheetConfirmed(sheet_id=sheet.id, start=0))
    return sheet


def invite_lines(*, sheet_id: UUID, start: int) -> None:
    """Invite the next lines of a confirmed table and announce the rest.

    A line that became wrong since the check joins the bad ones with its reason. Nothing happens
    where the table was forgotten meanwhile, because its owner left.
    """
    with transaction.atomic():
        found = InvitationSheet.objects.select_related("uploaded_by").filter(pk=sheet_id)
        sheet = found.first()
        if sheet is None:
            return
        for line in sheet.good[start : start + AT_ONCE]:
            reason = _invite_line(sheet.uploaded_by, line)
            if reason:
                sheet.bad = [*sheet.bad, line | {"reason": reason}]
        sheet.done = min(start + AT_ONCE, len(sheet.good))
        sheet.save(update_fields=["bad", "done"])
        if sheet.done < len(sheet.good):
            announce(SheetConfirmed(sheet_id=sheet.id, start=sheet.done))


def _invite_line(person: Person, line: dict[str, Any]) -> str:
    if not line["email"]:  # she closed her account meanwhile
        return ""
    try:
        organisation = Organisation.objects.select_related("parent").get(pk=line["organisation"])
        invite(
            person=person,
            organisation=organisation,
            email=line["email"],
            name=line["name"],
            role=line["role"],
        )
    except (Refusal, PermissionDenied) as refusal:
        return str(refusal) or gettext("This is not permitted any more.")
    return ""
