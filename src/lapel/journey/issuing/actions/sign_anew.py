"""Sign an award anew: what it says stays, the signature, its date and its place are fresh."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges import documents
from lapel.domain.badges.proof import timestamp
from lapel.domain.transparency.entries import Kind
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.enter_in_log import enter_in_log
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned, sign_documents
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.take_place import set_bit, take_place
from lapel.journey.issuing.events import AwardSignedAnew
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import (
    active_key,
    address,
    are_in_the_log,
    place_of,
    profile_of,
)
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.actions.sign_documents import Pair
    from lapel.journey.issuing.models import IssuerKey


def sign_anew(*, award_id: UUID) -> Award:
    """Sign an award again with its issuer's present key, if its key was disowned or its place left.

    For jobs, which may run twice. The text is that of the stored document, never made again from
    rows that may have changed since. Refuses a document whose hash was not logged as signed here.
    """
    award = Award.objects.select_related("achievement__issuer__organisation", "key").get(
        pk=award_id
    )
    if not _needs_it(award):
        return award
    if not are_in_the_log(award):
        raise Refusal(_("The award's documents do not stand in the audit log as signed here."))
    issuer = prepare_issuer(organisation=award.achievement.issuer.organisation)
    key = active_key(issuer)
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    _take_place_under(award, key)
    signed = sign_documents(_renewed(award, key), key=key)
    failpoint("issuing.signed-anew")
    _exchange(award, signed, key)
    return award


def _needs_it(award: Award) -> bool:
    if award.state == Award.State.PREPARING or award.key is None:
        return False
    written = json.loads(award.document)["credentialStatus"]
    return award.key.disowned_at is not None or written != documents.status_entry(place_of(award))


def _take_place_under(award: Award, key: IssuerKey) -> None:
    """Have a place in a signed list of the key's DID: a badge and its list have one issuer."""
    with transaction.atomic():
        # an officer may have revoked it since it was read; a fresh place must not lose that
        held = Award.objects.select_for_update().get(pk=award.pk)
        place = held.places.select_related("status_list").get(given_up_at__isnull=True)
        if place.status_list.did != key.did:
            place = take_place(award=held, key=key)
            if held.state != Award.State.ISSUED:
                set_bit(place)
    sign_status_list(status_list_id=place.status_list_id)


def _renewed(award: Award, key: IssuerKey) -> dict[str, Any]:
    """Give the stored document with the key's issuer, the present place and moment, no proof.

    OB 3.0 §B.1: of two credentials of one id the later validFrom is the one in force;
    awardedDate keeps the day of the award.
    """
    document: dict[str, Any] = json.loads(award.document)
    del document["proof"]
    document["issuer"] = documents.profile(profile_of(award.achievement.issuer, key.did))
    document["validFrom"] = timestamp(now())
    document["credentialStatus"] = documents.status_entry(place_of(award))
    carried = {address("award", each.pk): each.public_hash for each in award.rests_on.all()}
    for piece in document.get("evidence", []):
        if piece.get("id") in carried:
            digest = base64.b64encode(bytes.fromhex(carried[piece["id"]])).decode()
            piece["digestSRI"] = f"sha256-{digest}"
    return document


def _exchange(award: Award, signed: Pair, key: IssuerKey) -> None:
    """Put the new documents in place of the old, unless another run was faster."""
    before = award.document_hash
    with transaction.atomic():
        held = Award.objects.select_for_update().get(pk=award.pk)
        if held.document_hash != before:
            return
        refuse_disowned(key)
        held.key, held.signed_anew_at = key, now()
        signed.keep_in(held, "key", "signed_anew_at")
        note(
            aggregate="award",
            aggregate_id=held.pk,
            action="signed anew",
            actor=None,
            facts={
                "instead_of": before,
                "document_hash": held.document_hash,
                "public_hash": held.public_hash,
                "method": key.verification_method,
            },
        )
        enter_in_log(awards=[held], kind=Kind.REFRESH)
        announce(AwardSignedAnew(award_id=held.pk))
