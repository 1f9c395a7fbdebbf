"""Order a new signing key, and make it: the order is a page's, the making a job's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from lapel.domain.badges.did import verification_method
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.keyring import keyring
from lapel.journey.issuing.events import KeyOrdered
from lapel.journey.issuing.models import Issuer, IssuerKey
from lapel.journey.issuing.policies import may_issue_for
from lapel.journey.issuing.queries import did_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person
    from lapel.ports.keys import PublicKey


def order_key(*, person: Person, issuer_id: UUID) -> IssuerKey:
    """Order a new key for an issuer; when it is made the present one retires (rotation).

    Ordering twice before the first is made gives the same order.
    """
    issuer = Issuer.objects.select_related("organisation").get(pk=issuer_id)
    if not may_issue_for(person, issuer.organisation):
        raise PermissionDenied
    with transaction.atomic():
        order = place_order(issuer, actor=person)
        announce(KeyOrdered(key_id=order.pk))
    return order


def place_order(issuer: Issuer, *, actor: Person | None) -> IssuerKey:
    """Write the order for a key, unless one stands."""
    with transaction.atomic():
        order, is_new = IssuerKey.objects.get_or_create(
            issuer=issuer, made_at__isnull=True, defaults={"ordered_at": now()}
        )
        if is_new:
            _note(order, "key ordered", actor, {})
    return order


def make_ordered_key(*, key_id: UUID) -> IssuerKey:
    """Make the key that was ordered and retire the one before; a key that is made stays as it is.

    A crash between keyring and row leaves a key in the keyring that nobody ever names.
    """
    order = IssuerKey.objects.select_related("issuer").get(pk=key_id)
    if order.made_at:
        return order
    public = keyring().create(f"issuer-{order.issuer_id}", settings.KEYS_ALGORITHM)
    failpoint("issuing.key-made")
    with transaction.atomic():
        order = IssuerKey.objects.select_for_update().select_related("issuer").get(pk=key_id)
        if order.made_at is None:
            _put_in_force(order, public)
    return order


def _put_in_force(order: IssuerKey, public: PublicKey) -> None:
    moment = now()
    before = order.issuer.keys.filter(made_at__isnull=False, retired_at__isnull=True)
    before.update(retired_at=moment)
    order.key_id = public.id
    order.multikey = public.multikey
    order.did = did_of(order.issuer, order.multikey)
    order.verification_method = verification_method(order.did, order.multikey)
    order.made_at = moment
    order.save()
    _note(order, "key in force", None, {"method": order.verification_method})


def _note(order: IssuerKey, action: str, actor: Person | None, facts: dict[str, str]) -> None:
    note(
        aggregate="issuer",
        aggregate_id=order.issuer_id,
        action=action,
        actor=actor.pk if actor else None,
        facts={"key": str(order.pk), **facts},
    )
