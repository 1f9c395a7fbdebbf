"""Sign and revoke what an organisation's own program brings (VC-API); never one of our awards."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges.checks import as_list, issuer_id
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.documents import status_entry
from lapel.domain.badges.linked import check_terms
from lapel.domain.badges.model import Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof, timestamp
from lapel.domain.badges.reading import write_badge
from lapel.journey.issuing.actions.enter_in_log import refuse_while_held
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.signing_apart import SignerApart
from lapel.journey.issuing.actions.take_place import place_program_credential, set_bit
from lapel.journey.issuing.models import Issuer, ProgramCredential
from lapel.journey.issuing.queries import active_key
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from lapel.journey.issuing.models import IssuerKey
    from lapel.journey.people.models import Organisation

LONGEST_ID = 500
# 1EdTech's contexts and vocabularies: Open Badges and Comprehensive Learner Records.
BADGE_WORDS = "https://purl.imsglobal.org/"


def sign_for_program(
    *, organisation: Organisation, credential: Mapping[str, Any], token_id: UUID
) -> dict[str, Any]:
    """Give a credential signed with an organisation's key, with a place in its status list.

    `id`, `validFrom` and `credentialStatus` are filled in where they are missing; the proof is one
    object. Refuses what is signed already, names another issuer or none, uses the words of Open
    Badges, or stands under an address of ours: such a credential would pass for one of the awards
    that people decided (R18). BadgeError where the document is no sound linked data.
    """
    issuer = Issuer.objects.filter(organisation=organisation).first()
    key = active_key(issuer) if issuer else None
    if issuer is None or key is None:
        raise Refusal(_("%s has no signing key in force.") % organisation.name)
    document = _filled(credential, key)
    if "credentialStatus" not in document:
        document["credentialStatus"] = _status(issuer, key, document, token_id)
    signed = add_proof(document, signer=SignerApart(key), created=now())
    signed["proof"] = signed["proof"][0]  # W3C's suites know one proof as an object alone
    with transaction.atomic():
        refuse_disowned(key)
        _note(issuer, signed, key, token_id)
    return signed


def revoke_for_program(*, organisation: Organisation, credential_id: str, token_id: UUID) -> int:
    """Revoke for good what a program had signed under an id; gives how many that were.

    0 where the organisation signed none of that id with a place of ours. Revoked already counts.
    """
    with transaction.atomic():
        found = ProgramCredential.objects.select_for_update().filter(
            issuer__organisation=organisation, credential_id=credential_id
        )
        signed = list(found.select_related("issuer"))
        lists = {_revoke(each, token_id) for each in signed}
    for each in lists:
        sign_status_list(status_list_id=each, signer=SignerApart)
    return len(signed)


def _revoke(signed: ProgramCredential, token_id: UUID) -> UUID:
    place = signed.places.get()
    set_bit(place)
    if signed.revoked_at is None:
        signed.revoked_at = now()
        signed.save(update_fields=["revoked_at"])
        facts = {"token": str(token_id), "credential": str(signed.pk)}
        _note_act(signed.issuer, "revoked for a program", facts)
    return place.status_list_id


def _status(
    issuer: Issuer, key: IssuerKey, document: Mapping[str, Any], token_id: UUID
) -> dict[str, Any]:
    """Take a place for a document that is sound so far, and give the entry that names it."""
    check_terms(document)
    with transaction.atomic():
        refuse_while_held()
        row = ProgramCredential.objects.create(
            issuer=issuer, credential_id=document["id"], token_id=token_id, asked_at=now()
        )
        place = place_program_credential(signed=row, key=key)
    listed = sign_status_list(status_list_id=place.status_list_id, signer=SignerApart)
    return status_entry(
        StatusPlace(list_url=listed.url, purpose=Purpose(listed.purpose), index=place.index)
    )


def _filled(credential: Mapping[str, Any], key: IssuerKey) -> dict[str, Any]:
    if "proof" in credential:
        raise Refusal(_("The credential is signed already."))
    is_known = as_list(credential.get("@context"))[:1] == [CREDENTIALS_V2]
    if not is_known or "VerifiableCredential" not in as_list(credential.get("type")):
        raise Refusal(_("Only credentials of the data model 2.0 are signed here."))
    subjects = as_list(credential.get("credentialSubject"))
    if not subjects or not all(isinstance(each, Mapping) for each in subjects):
        raise Refusal(_("The credential says of whom it is in credentialSubject, as an object."))
    if any(text.startswith(BADGE_WORDS) for text in _texts(credential)):
        raise Refusal(
            _("Open Badges come from a person's decision here: from assessors, or `lapel issue`.")
        )
    if issuer_id(credential) != key.did:
        raise Refusal(_("The credential has to name this issuer: %s") % key.did)
    if any(_is_ours(text) for text in _texts(credential)):
        raise Refusal(_("The credential names an address under which Lapel's own awards live."))
    document = {"id": f"urn:uuid:{uuid4()}", "validFrom": timestamp(now()), **credential}
    if not isinstance(document["id"], str) or not 0 < len(document["id"]) <= LONGEST_ID:
        raise Refusal(_("The credential's id is a text of at most 500 signs."))
    return document


def _is_ours(text: str) -> bool:
    """Tell whether a text is an address where awards live, however its host or path is written."""
    try:
        parts = urlsplit(text.replace("\\", "/"))
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    path = posixpath.normpath("/" + unquote(parts.path).lstrip("/"))
    hosts = {urlsplit(settings.BASE_URL).hostname, *settings.ALLOWED_HOSTS}
    return host in hosts and f"{path}/".startswith("/id/")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _note(issuer: Issuer, signed: Mapping[str, Any], key: IssuerKey, token_id: UUID) -> None:
    facts = {
        "token": str(token_id),
        "program_hash": hashlib.sha256(write_badge(signed).encode()).hexdigest(),
        "method": key.verification_method,
    }
    _note_act(issuer, "signed for a program", facts)


def _note_act(issuer: Issuer, action: str, facts: dict[str, str]) -> None:
    note(aggregate="issuer", aggregate_id=issuer.pk, action=action, actor=None, facts=facts)
