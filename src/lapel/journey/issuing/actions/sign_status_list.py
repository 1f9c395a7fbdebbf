"""Sign a status list as it stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lapel.domain.badges.model import Profile, Purpose
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.status import StatusList as Bits
from lapel.domain.badges.status import status_list
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.events import StatusListChanged
from lapel.journey.issuing.models import StatusList
from lapel.journey.issuing.queries import LIFETIME, RENEWAL, TTL, key_under
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from lapel.domain.badges.proof import Signer
    from lapel.journey.issuing.models import IssuerKey


def sign_status_list(
    *, status_list_id: UUID, signer: Callable[[IssuerKey], Signer] = KeySigner
) -> StatusList:
    """Sign a list unless what is signed is right and fresh; announce when to sign it again.

    `signer` makes of a key what signs with it; where a page is served, `SignerApart` does.

    Run twice or out of order it never puts an older list in place of a newer one. A list whose
    only key was disowned is left to grow old: nobody may sign it any more.
    """
    listed = StatusList.objects.select_related("issuer").get(pk=status_list_id)
    moment = now()
    key = key_under(listed.issuer, listed.did)
    if key is None or _is_fresh(listed, moment):
        return listed
    document = _signed(listed, signer(key), moment)
    failpoint("issuing.status-signed")
    with transaction.atomic():
        older = StatusList.objects.filter(pk=listed.pk, signed_revision__lte=listed.revision)
        if older.update(document=document, signed_revision=listed.revision, signed_at=moment):
            announce(StatusListChanged(status_list_id=listed.pk), due_at=moment + RENEWAL)
    failpoint("issuing.status-stored")
    listed.refresh_from_db()
    return listed


def _is_fresh(listed: StatusList, moment: datetime) -> bool:
    if listed.signed_at is None or listed.signed_revision != listed.revision:
        return False
    return moment - listed.signed_at < RENEWAL


def _signed(listed: StatusList, signer: Signer, moment: datetime) -> str:
    """Sign the bits; those set after the revision was read are announced by themselves."""
    set_places = listed.places.filter(is_set=True).values_list("index", flat=True)
    state = Bits(
        url=listed.url,
        issuer=Profile(id=listed.did, name=listed.issuer.name),
        purpose=Purpose(listed.purpose),
        set_indices=frozenset(set_places),
        valid_from=moment,
        lifetime=LIFETIME,
        length=listed.length,
    )
    unsigned = status_list(state)
    unsigned["credentialSubject"]["ttl"] = int(TTL.total_seconds() * 1000)
    return write_badge(add_proof(unsigned, signer=signer, created=moment))
