"""Sign an award once more, bound to the key of its holder's wallet (docs/adr/0013)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges import documents
from lapel.domain.badges.holding import bound_to
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.tokens import make_sd_jwt_vc, make_vc_jwt
from lapel.journey.issuing.actions.disclosing import disclosure_salt, hidable_in
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.actions.signing_apart import SignerApart
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import key_under, place_of
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.badges.holding import Holder
    from lapel.journey.issuing.models import IssuerKey

LINKED_DATA, VC_JWT, SD_JWT = "ldp_vc", "jwt_vc_json", "dc+sd-jwt"


def sign_for_wallet(*, award_id: UUID, holder: Holder, form: str) -> str:
    """Give an award's credential as signed text, about the holder of a key, in one form.

    `form` is `ldp_vc`, `jwt_vc_json` or `dc+sd-jwt`. Same id, text and place in the status list as
    her document; only while the award is in force. Refuses otherwise, in plain words.
    """
    award = _in_force(
        Award.objects.select_related("person", "achievement__issuer", "key"), award_id
    )
    issuer = award.achievement.issuer
    key = key_under(issuer, award.key.did) if award.key else None
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    text = _signed(award, holder, form, key)
    with transaction.atomic():
        _in_force(Award.objects.select_for_update(of=("self",)).select_related("person"), award_id)
        refuse_disowned(key)
        _note(award, text, form, key)
    return text


def _in_force(awards: Any, award_id: UUID) -> Award:
    award: Award = awards.get(pk=award_id)
    if award.state != Award.State.ISSUED or award.has_ended or not award.person.is_active:
        raise Refusal(_("Only an award that is in force is given to a wallet."))
    written = json.loads(award.document)["credentialStatus"]
    if award.anew_for_id is not None or written != documents.status_entry(place_of(award)):
        raise Refusal(_("The award is being signed anew; try again in a minute."))
    return award


def _signed(award: Award, holder: Holder, form: str, key: IssuerKey) -> str:
    unsigned: dict[str, Any] = json.loads(award.document)
    del unsigned["proof"]
    document, signer = bound_to(holder, unsigned), SignerApart(key)
    if form == VC_JWT:
        return make_vc_jwt(document, signer=signer)
    if form == SD_JWT:
        hide = hidable_in(document)
        return make_sd_jwt_vc(
            document, signer=signer, salt=disclosure_salt, hide=hide, holder=holder.key
        )
    return write_badge(add_proof(document, signer=signer, created=now()))


def _note(award: Award, text: str, form: str, key: IssuerKey) -> None:
    """Note that it was signed here; the wallet's DID, which is hers, stays out of the chain."""
    note(
        aggregate="award",
        aggregate_id=award.pk,
        action="signed for a wallet",
        actor=award.person_id,
        facts={
            "form": form,
            "wallet_hash": hashlib.sha256(text.encode()).hexdigest(),
            "method": key.verification_method,
        },
    )
