"""Sign an award anew: what it says stays, the signature and its date are fresh.

Where an act asks for it (docs/adr/0019) its end, the holder's address or its place are others.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges import documents
from lapel.domain.badges.model import EmailIdentity
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
from lapel.journey.issuing.models import Act, Award, fresh_salt
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
    """Sign an award again with its issuer's present key, if an act asks for it or it has to be.

    It has to be where its key was disowned or its place left. For jobs, which may run twice. The
    text is that of the stored document, never made again from rows that may have changed since.
    Refuses a document whose hash was not logged as signed here.
    """
    award = Award.objects.select_related(
        "achievement__issuer__organisation", "key", "anew_for", "person"
    ).get(pk=award_id)
    if not _needs_it(award):
        return award
    if not are_in_the_log(award):
        raise Refusal(_("The award's documents do not stand in the audit log as signed here."))
    issuer = prepare_issuer(organisation=award.achievement.issuer.organisation)
    key = active_key(issuer)
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    _take_place_under(award, key)
    is_reissued = award.anew_for is not None and award.anew_for.act == Act.REISSUE
    email_salt = fresh_salt() if is_reissued else award.email_salt
    signed = sign_documents(_renewed(award, key, email_salt), key=key)
    failpoint("issuing.signed-anew")
    _exchange(award, signed, key, email_salt)
    return award


def _needs_it(award: Award) -> bool:
    if award.state == Award.State.PREPARING or award.key is None:
        return False
    if award.anew_for is not None and award.state == Award.State.ISSUED:
        return True
    written = json.loads(award.document)["credentialStatus"]
    return award.key.disowned_at is not None or written != documents.status_entry(place_of(award))


def _take_place_under(award: Award, key: IssuerKey) -> None:
    """Have a place in a signed list of the key's DID: a badge and its list have one issuer.

    Where copies taken before are to be refused it is a fresh one, once.
    """
    with transaction.atomic():
        # an officer may have revoked it since it was read; a fresh place must not lose that
        held = Award.objects.select_for_update().get(pk=award.pk)
        place = held.places.select_related("status_list").get(given_up_at__isnull=True)
        if place.status_list.did != key.did or _is_to_be_left(held):
            place = take_place(award=held, key=key)
            if held.state != Award.State.ISSUED:
                set_bit(place)
    sign_status_list(status_list_id=place.status_list_id)


def _is_to_be_left(award: Award) -> bool:
    if award.anew_for is None or not award.anew_for.retires:
        return False
    written = json.loads(award.document)["credentialStatus"]
    return bool(written == documents.status_entry(place_of(award)))


def _renewed(award: Award, key: IssuerKey, email_salt: str) -> dict[str, Any]:
    """Give the stored document with the key's issuer, the present place and moment, no proof.

    OB 3.0 §B.1: of two credentials of one id the later validFrom is the one in force;
    awardedDate keeps the day of the award. Nothing begins after its end.
    """
    document: dict[str, Any] = json.loads(award.document)
    del document["proof"]
    document["issuer"] = documents.profile(profile_of(award.achievement.issuer, key.did))
    document["validFrom"] = timestamp(min(filter(None, (now(), award.valid_until))))
    document["credentialStatus"] = documents.status_entry(place_of(award))
    if award.anew_for is not None:
        _apply(award, document, email_salt)
    carried = {address("award", each.pk): each.public_hash for each in award.rests_on.all()}
    for piece in document.get("evidence", []):
        if piece.get("id") in carried:
            digest = base64.b64encode(bytes.fromhex(carried[piece["id"]])).decode()
            piece["digestSRI"] = f"sha256-{digest}"
    return document


def _apply(award: Award, document: dict[str, Any], email_salt: str) -> None:
    """Write what the act asks for: the award's end, her present address, where to ask again."""
    if award.valid_until is not None:
        document["validUntil"] = timestamp(award.valid_until)
    subject = document["credentialSubject"]
    if email_salt != award.email_salt and "identifier" in subject:
        identity = EmailIdentity.of(award.person.email, salt=email_salt)
        subject["identifier"] = documents.identifier(identity)
    document["refreshService"] = documents.refresh_service(address("award", award.pk))


def _exchange(award: Award, signed: Pair, key: IssuerKey, email_salt: str) -> None:
    """Put the new documents in place of the old, unless another run was faster.

    From then on, and not before, copies that are to be refused are.
    """
    before, act = award.document_hash, award.anew_for
    with transaction.atomic():
        held = Award.objects.select_for_update().get(pk=award.pk)
        if held.document_hash != before or held.anew_for_id != award.anew_for_id:
            return
        refuse_disowned(key)
        if email_salt != award.email_salt:
            _refuse_other_address(award)
        held.key, held.signed_anew_at = key, now()
        held.anew_for, held.email_salt = None, email_salt
        signed.keep_in(held, "key", "signed_anew_at", "anew_for", "email_salt")
        if act is not None and act.retires:
            for place in held.places.filter(given_up_at__isnull=False, is_set=False):
                set_bit(place)
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
            }
            | ({"for": act.act} if act else {}),
        )
        enter_in_log(awards=[held], kind=Kind.REFRESH)
        announce(AwardSignedAnew(award_id=held.pk, standing_id=act.pk if act else None))


def _refuse_other_address(award: Award) -> None:
    if not type(award.person).objects.filter(pk=award.person_id, email=award.person.email).exists():
        raise Refusal(_("The holder's address changed while her award was being signed."))
