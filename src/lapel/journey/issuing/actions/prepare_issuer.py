"""Make an organisation able to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.journey.issuing.actions.rotate_key import make_ordered_key, place_order
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.queries import active_key, did_now
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation


def prepare_issuer(*, organisation: Organisation) -> Issuer:
    """Give an organisation's issuer, with an active key under the DID that BASE_URL asks for.

    For setup and jobs, which run for nobody; where all is there already nothing happens. When
    BASE_URL has moved since, a new key is made under the new name and the old one is retired.
    """
    issuer = register_issuer(organisation=organisation)
    key = active_key(issuer)
    if key is None or key.did != did_now(issuer, key):
        order = place_order(issuer, actor=None)
        make_ordered_key(key_id=order.pk)
    return issuer


def register_issuer(*, organisation: Organisation) -> Issuer:
    """Give an organisation's issuer as it is named in documents; it may have no key yet."""
    with transaction.atomic():
        issuer, is_new = Issuer.objects.get_or_create(
            organisation=organisation, defaults={"name": organisation.name, "made_at": now()}
        )
        if is_new:
            note(
                aggregate="issuer",
                aggregate_id=issuer.pk,
                action="made",
                actor=None,
                facts={"organisation": str(organisation.pk)},
            )
    return issuer
