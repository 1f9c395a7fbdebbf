"""A holder offers an award to her wallet, or ends the offer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.exchange.actions.refused import Refused
from lapel.journey.exchange.models import Offer
from lapel.journey.exchange.policies import may_be_offered
from lapel.journey.exchange.queries.fingerprints import fingerprint
from lapel.journey.exchange.queries.offers import LIFETIME, code_of, name_of
from lapel.journey.exchange.queries.wallets import CONFIGURATIONS
from lapel.journey.issuing.models import Award
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person


def make_offer(
    *, person: Person, award_id: UUID, asks_code: bool = False, forms: Sequence[str] = ()
) -> Offer:
    """Offer one's own award in force to a wallet, in all forms or in some; earlier offers end.

    With `asks_code` the wallet has to send the digits that the page shows to her alone.
    """
    names = list(forms) or list(CONFIGURATIONS)
    with transaction.atomic():
        award = _own(person, award_id)
        if not may_be_offered(award) or not set(names) <= CONFIGURATIONS.keys():
            raise Refused(_("Only an award that is in force is given to a wallet."))
        _open_offers(award).update(ended_at=now())
        moment, name = now(), uuid.uuid4()
        offer = Offer(id=name, award=award, asks_code=asks_code, forms=names, made_at=moment)
        offer.expires_at = moment + LIFETIME
        offer.address_hash, offer.code_hash = (
            fingerprint(name_of(offer)),
            fingerprint(code_of(offer)),
        )
        offer.save(force_insert=True)
        _note(award, person, "offered to a wallet")
    return offer


def end_offer(*, person: Person, award_id: UUID) -> None:
    """End whatever offers of one's own award are open; what was taken stays taken."""
    with transaction.atomic():
        award = _own(person, award_id)
        if _open_offers(award).update(ended_at=now()):
            _note(award, person, "offer to a wallet ended")


def forget_offers(*, person_id: UUID) -> None:
    """Delete what is kept of the wallets of somebody who left."""
    Offer.objects.filter(award__person=person_id).delete()


def _open_offers(award: Award) -> QuerySet[Offer]:
    return Offer.objects.filter(award=award, ended_at__isnull=True, taken_at__isnull=True)


def _own(person: Person, award_id: UUID) -> Award:
    award = Award.objects.select_for_update(of=("self",)).filter(pk=award_id).first()
    if award is None or award.person_id != person.pk:
        raise PermissionDenied
    return award


def _note(award: Award, person: Person, action: str) -> None:
    note(aggregate="award", aggregate_id=award.pk, action=action, actor=person.pk)
