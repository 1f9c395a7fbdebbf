"""A holder has her awards signed anew for the address that she has confirmed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing.actions.apply_change import Wish, apply_change
from lapel.journey.issuing.actions.change_many import MOST
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.models import Award, Reason
from lapel.journey.issuing.queries import awards_at_other_address
from lapel.journey.issuing.queries.changes import Look

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.issuing.models import Change
    from lapel.journey.people.models import Person


def reissue_own(*, person: Person, award_ids: Collection[UUID]) -> Change:
    """Have some of one's own awards re-issued to one's present address, which is confirmed.

    Only awards in force that are signed for another address; a `Refusal` where one of those named
    is not such an award, which says nothing of awards of others.
    """
    with transaction.atomic():
        held = Award.objects.select_for_update().filter(person=person, pk__in=award_ids)
        len(held.order_by("pk").values_list("pk"))
        found = [each for each in awards_at_other_address(person) if each.pk in award_ids]
        if not found or len(found) != len(award_ids) or len(found) > MOST:
            raise Refusal(_("Choose badges that were issued to another address of yours."))
        wish = Wish(
            verb="reissue",
            reason=Reason.HOLDER,
            words=_("Re-issued at the holder's wish to an address confirmed since."),
            valid_until=None,
            by=person,
        )
        return apply_change(wish=wish, look=Look(found, []))
