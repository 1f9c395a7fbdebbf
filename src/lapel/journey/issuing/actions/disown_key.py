"""Disown a stolen key, and sign anew what it had really signed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.rotate_key import place_order
from lapel.journey.issuing.actions.sign_anew import sign_anew
from lapel.journey.issuing.events import KeyDisowned, KeyOrdered, StatusListChanged
from lapel.journey.issuing.models import IssuerKey, StatusList
from lapel.journey.issuing.policies import may_issue_for
from lapel.journey.issuing.queries import awards_to_sign_anew
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

log = logging.getLogger(__name__)

# Between rounds other work gets its turn, and a crash loses little.
A_ROUND = 200


def disown_key(*, person: Person, key_id: UUID, words: str) -> IssuerKey:
    """Declare a key stolen, for good: from this moment nothing that it signed counts here.

    It leaves the DID document and our own trust. Jobs make a fresh key if this one was in force,
    sign the status lists again, and sign anew the awards that it had really signed.
    """
    key = IssuerKey.objects.select_related("issuer__organisation").get(pk=key_id)
    if not may_issue_for(person, key.issuer.organisation):
        raise PermissionDenied
    if not words.strip():
        raise Refusal(_("Say in plain words what happened to the key."))
    with transaction.atomic():
        key = IssuerKey.objects.select_for_update().select_related("issuer").get(pk=key_id)
        if key.made_at is None or key.disowned_at is not None:
            raise Refusal(_("Only a key that was made and not yet disowned can be disowned."))
        was_in_force = key.retired_at is None
        _mark(key, person, words.strip())
        _renew_lists(key)
        if was_in_force:
            order = place_order(key.issuer, actor=person)
            announce(KeyOrdered(key_id=order.pk))
        announce(KeyDisowned(key_id=key.pk))
    return key


def _mark(key: IssuerKey, person: Person, words: str) -> None:
    key.disowned_at = now()
    key.retired_at = key.retired_at or key.disowned_at
    key.to_sign_anew = awards_to_sign_anew(key).count()
    key.save(update_fields=["disowned_at", "retired_at", "to_sign_anew"])
    note(
        aggregate="issuer",
        aggregate_id=key.issuer_id,
        action="key disowned",
        actor=person.pk,
        facts={
            "key": str(key.pk),
            "method": key.verification_method,
            "to_sign_anew": key.to_sign_anew,
        },
        words=words,
    )


def _renew_lists(key: IssuerKey) -> None:
    """Have the lists of its DID signed again; under did:key nobody can, and they are closed."""
    lists = StatusList.objects.filter(did=key.did)
    if key.did.startswith("did:key:"):
        lists.filter(closed_at__isnull=True).update(closed_at=now())
        return
    lists.update(revision=F("revision") + 1)
    for name in lists.values_list("pk", flat=True):
        announce(StatusListChanged(status_list_id=name))


def sign_awards_anew(*, key_id: UUID, skipped: int = 0) -> int:
    """Sign anew a round of the awards that a disowned key had signed; returns how many.

    Micro-credentials come before stacks, which name them by their hashes. An award whose document
    is not what was logged is left as it is, for a person to look at.
    """
    key = IssuerKey.objects.get(pk=key_id)
    done = 0
    for award_id in awards_to_sign_anew(key).values_list("pk", flat=True)[skipped:][:A_ROUND]:
        try:
            sign_anew(award_id=award_id)
        except Refusal:
            log.exception("award %s was not signed anew", award_id)
            skipped += 1
        else:
            done += 1
        failpoint("issuing.one-signed-anew")
    if awards_to_sign_anew(key).count() > skipped:
        with transaction.atomic():
            announce(KeyDisowned(key_id=key.pk, skipped=skipped))
    return done
