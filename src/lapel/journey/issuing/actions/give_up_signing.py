"""Leave an award as it was where it could not be signed anew."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.models import Award, Standing
from lapel.journey.record.actions import note
from lapel.journey.record.queries import history, now

if TYPE_CHECKING:
    from uuid import UUID


def give_up_signing(*, award_id: UUID, why: str) -> None:
    """Undo what an act asked for and no signature followed: end and place are as in the document.

    The act keeps the reason, and the history says so. Does nothing where the award waits for no
    signature any more.
    """
    with transaction.atomic():
        held = Award.objects.select_for_update().get(pk=award_id)
        act = held.anew_for
        if act is None:
            return
        Standing.objects.filter(pk=act.pk).update(not_signed=why[:300])
        held.anew_for, held.valid_until = None, _end_before(held)
        held.save(update_fields=["anew_for", "valid_until"])
        _return_to_its_place(held)
        note(
            aggregate="award",
            aggregate_id=held.pk,
            action="not signed anew",
            actor=None,
            facts={"for": act.act},
            words=why,
        )


def _end_before(award: Award) -> datetime | None:
    """Give the end that the act would have replaced, as its record says it."""
    asked = history("award", award.pk).filter(action="renewal asked").last()
    written = asked.facts["valid_until"]["from"] if asked else None
    return datetime.fromisoformat(written) if written else None


def _return_to_its_place(award: Award) -> None:
    """Have the place that its document names, unless copies are refused there by now.

    One that was taken for the new document is given up: wallets are refused what names no place
    of the present.
    """
    written = json.loads(award.document).get("credentialStatus", {})
    left = award.places.filter(
        given_up_at__isnull=False,
        is_set=False,
        status_list__url=written.get("statusListCredential", ""),
        index=written.get("statusListIndex", -1),
    ).first()
    if left is not None:
        award.places.filter(given_up_at__isnull=True).update(given_up_at=now())
        left.given_up_at = None
        left.save(update_fields=["given_up_at"])
