"""Sign an endorsement that was accepted, with its endorser's key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lapel.domain.badges.endorsements import Endorsement as Said
from lapel.domain.badges.endorsements import endorsement as unsigned
from lapel.domain.badges.model import Purpose, StatusPlace
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.reading import write_badge
from lapel.failpoint import failpoint
from lapel.journey.issuing.actions.enter_in_log import refuse_while_held
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.take_place import place_endorsement
from lapel.journey.issuing.events import EndorsementAccepted, EndorsementSigned
from lapel.journey.issuing.models import Endorsement
from lapel.journey.issuing.queries import active_key, address, endorsement, profile_of
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Issuer, IssuerKey
    from lapel.journey.people.models import Organisation

State = Endorsement.State


def sign_endorsement(*, endorsement_id: UUID) -> None:
    """Sign what was accepted and announce it; for jobs, which may run twice.

    What is signed already, or ended meanwhile, stays as it is.
    """
    found = endorsement(endorsement_id)
    if found.state != State.ACCEPTED or found.endorser is None:
        return
    key = _key_of(found.endorser)
    with transaction.atomic():
        refuse_while_held()
        place = place_endorsement(endorsement=found, key=key)
    sign_status_list(status_list_id=place.status_list_id)
    listed = place.status_list
    status = StatusPlace(list_url=listed.url, purpose=Purpose(listed.purpose), index=place.index)
    document = unsigned(_said(found, key, status))
    text = write_badge(add_proof(document, signer=KeySigner(key), created=now()))
    failpoint("issuing.endorsement-signed")
    _keep(found, text, key)


def sign_endorsements_anew(*, key_id: UUID) -> int:
    """Have the endorsements that a disowned key had signed signed again; returns how many."""
    signed = Endorsement.objects.filter(key=key_id, state=State.IN_FORCE)
    with transaction.atomic():
        names = list(signed.select_for_update().values_list("pk", flat=True))
        Endorsement.objects.filter(pk__in=names).update(state=State.ACCEPTED, document="")
        for name in names:
            announce(EndorsementAccepted(endorsement_id=name))
    return len(names)


def _key_of(organisation: Organisation) -> IssuerKey:
    issuer = prepare_issuer(organisation=organisation)
    key = active_key(issuer)
    if key is None:
        raise Refusal(_("%s has no signing key in force.") % issuer.name)
    return key


def _said(found: Endorsement, key: IssuerKey, status: StatusPlace) -> Said:
    with translation.override(settings.LANGUAGE_CODE):
        name = _name(found, key.issuer)
    return Said(
        id=address("endorsement", found.pk),
        endorser=profile_of(key.issuer, key.did),
        subject_id=_subject_id(found),
        name=name,
        comment=found.comment,
        valid_from=now(),
        awarded=found.answered_at,
        status=status,
    )


def _name(found: Endorsement, issuer: Issuer) -> str:
    told = {"title": found.title, "endorser": issuer.name, "role": found.role}
    if found.capacity:
        return _("Endorsement of “%(title)s” by %(endorser)s, on the word of: %(role)s") % told
    return _("Endorsement of “%(title)s” by %(endorser)s") % told


def _subject_id(found: Endorsement) -> str:
    """Give the id by which badges name what is endorsed; an issuer's is the DID it signs under."""
    if found.achievement_id:
        return address("achievement", found.achievement_id)
    if found.award_id:
        return address("award", found.award_id)
    return _key_of(found.owner).did


def _keep(found: Endorsement, text: str, key: IssuerKey) -> None:
    with transaction.atomic():
        held = Endorsement.objects.select_for_update().get(pk=found.pk)
        if held.state != State.ACCEPTED or held.comment != found.comment:
            return
        refuse_disowned(key)
        held.state, held.key, held.signed_at = State.IN_FORCE, key, now()
        held.document, held.document_hash = text, hashlib.sha256(text.encode()).hexdigest()
        held.save()
        note(
            aggregate="endorsement",
            aggregate_id=held.pk,
            action="signed",
            actor=None,
            facts={"document_hash": held.document_hash, "method": key.verification_method},
        )
        announce(EndorsementSigned(endorsement_id=held.pk))
