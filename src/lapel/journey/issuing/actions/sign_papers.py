"""Sign what a holder takes along beside her badge: another form of it, and a transcript."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.suites import EDDSA_JCS
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.domain.badges.transcript import Association, AssociationType, Transcript, transcript
from lapel.journey.issuing.actions.disclosing import disclosure_salt, hidable_in
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.models import Award, Issuer
from lapel.journey.issuing.queries import (
    active_key,
    address,
    awards_for_transcript,
    key_under,
    profile_of,
    signs_jcs,
)
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lapel.journey.issuing.models import IssuerKey
    from lapel.journey.people.models import Person

VC_JWT, SD_JWT, JCS = "vc-jwt", "sd-jwt", "jcs"


def sign_form(*, award_id: UUID, form: str) -> str:
    """Give an award's credential in another form, word for word her document.

    `form` is a VC-JWT, an SD-JWT VC, or JSON under eddsa-jcs-2022, which takes an Ed25519 key. For
    jobs. Signed under the issuer's DID that the document names; refused while the award is not in
    force.
    """
    award = Award.objects.select_related("achievement__issuer", "key").get(pk=award_id)
    issuer = award.achievement.issuer
    key = key_under(issuer, award.key.did) if award.key else None
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    text = _formed(award, form, key)
    with transaction.atomic():
        held = Award.objects.select_for_update().get(pk=award_id)
        if held.state != Award.State.ISSUED or held.document_hash != award.document_hash:
            raise Refusal(_("Only an award that is in force is signed in another form."))
        refuse_disowned(key)
        _note("award", award_id, f"signed as {form}", text, key)
    return text


def _formed(award: Award, form: str, key: IssuerKey) -> str:
    document: dict[str, Any] = json.loads(award.document)
    del document["proof"]
    signer = KeySigner(key)
    if form == VC_JWT:
        return make_vc_jwt(document, signer=signer)
    if form == JCS:
        if not signs_jcs(key):
            raise Refusal(_("The issuer's present key does not sign in this form."))
        return write_badge(add_proof(document, signer=signer, created=now(), suite=EDDSA_JCS))
    hide = hidable_in(document)
    return make_sd_jwt_vc(document, signer=signer, salt=disclosure_salt, hide=hide)


def sign_transcript(*, person: Person, issuer_id: UUID, transcript_id: UUID) -> str:
    """Give a person's transcript of one issuer's badges in force (CLR 2.0), signed by the issuer.

    For jobs. Each badge stays as it was signed; a stack is bound to its parts by associations.
    The subject is an id made for this transcript.
    """
    issuer = Issuer.objects.get(pk=issuer_id)
    key = active_key(issuer)
    awards = list(awards_for_transcript(person, issuer))
    if key is None or not awards:
        raise Refusal(_("There is nothing in force here to make a transcript of."))
    record = Transcript(
        id=f"urn:uuid:{transcript_id}",
        issuer=profile_of(issuer, key.did),
        subject_id=f"urn:uuid:{transcript_id}#subject",
        name=_("Transcript: badges issued by %s") % issuer.name,
        credentials=tuple(json.loads(each.document) for each in awards),
        valid_from=now(),
        associations=tuple(_associations(awards)),
    )
    try:
        text = write_badge(add_proof(transcript(record), signer=KeySigner(key), created=now()))
    except BadgeError as error:
        raise Refusal(str(error)) from error
    with transaction.atomic():
        refuse_disowned(key)
        _note("transcript", transcript_id, "signed", text, key)
    return text


def _associations(awards: Sequence[Award]) -> list[Association]:
    there = {each.pk: each for each in awards}
    return [
        _association(whole, part)
        for whole in awards
        for part in whole.rests_on.all()
        if part.pk in there
    ]


def _association(whole: Award, part: Award) -> Association:
    """Say that a stack is its part's parent, or that an earlier version precedes a newer one."""
    names = [address("achievement", each.achievement_id) for each in (whole, part)]
    if whole.achievement.stack_id is None:
        return Association(kind=AssociationType.PRECEDES, source_id=names[1], target_id=names[0])
    return Association(kind=AssociationType.IS_PARENT_OF, source_id=names[0], target_id=names[1])


def _note(aggregate: str, name: UUID, action: str, text: str, key: IssuerKey) -> None:
    facts = {
        "signed_hash": hashlib.sha256(text.encode()).hexdigest(),
        "method": key.verification_method,
    }
    note(aggregate=aggregate, aggregate_id=name, action=action, actor=None, facts=facts)
