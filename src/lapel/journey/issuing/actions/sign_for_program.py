"""Sign what an organisation's own program brings (VC-API); never one of our awards."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges.checks import as_list, issuer_id
from lapel.domain.badges.contexts import CREDENTIALS_V2
from lapel.domain.badges.proof import add_proof, timestamp
from lapel.domain.badges.reading import write_badge
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.sign_documents import refuse_disowned
from lapel.journey.issuing.actions.signing_apart import SignerApart
from lapel.journey.issuing.models import Issuer
from lapel.journey.issuing.queries import active_key
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from lapel.journey.issuing.models import IssuerKey
    from lapel.journey.people.models import Organisation

# 1EdTech's contexts and vocabularies: Open Badges and Comprehensive Learner Records.
BADGE_WORDS = "https://purl.imsglobal.org/"


def sign_for_program(
    *, organisation: Organisation, credential: Mapping[str, Any], token_id: UUID
) -> dict[str, Any]:
    """Give a credential signed with an organisation's key; issuer and validFrom are filled in.

    Refuses what is signed already, names another issuer, uses the words of Open Badges, or stands
    under an address of ours: such a credential would pass for one of the awards that people
    decided (R18). BadgeError where the document is no sound linked data.
    """
    issuer = Issuer.objects.filter(organisation=organisation).first()
    key = active_key(issuer) if issuer else None
    if issuer is None or key is None:
        raise Refusal(_("%s has no signing key in force.") % organisation.name)
    document = _filled(credential, key)
    signed = add_proof(document, signer=SignerApart(key), created=now())
    with transaction.atomic():
        refuse_disowned(key)
        _note(issuer, signed, key, token_id)
    return signed


def _filled(credential: Mapping[str, Any], key: IssuerKey) -> dict[str, Any]:
    if "proof" in credential:
        raise Refusal(_("The credential is signed already."))
    is_known = as_list(credential.get("@context"))[:1] == [CREDENTIALS_V2]
    if not is_known or "VerifiableCredential" not in as_list(credential.get("type")):
        raise Refusal(_("Only credentials of the data model 2.0 are signed here."))
    if any(text.startswith(BADGE_WORDS) for text in _texts(credential)):
        raise Refusal(
            _("Open Badges come from a person's decision here: from assessors, or `lapel issue`.")
        )
    document = {"issuer": key.did, "validFrom": timestamp(now()), **credential}
    if issuer_id(document) != key.did:
        raise Refusal(_("The credential names another issuer than %s.") % key.did)
    if any(_is_ours(text) for text in _texts(credential)):
        raise Refusal(_("The credential names an address under which Lapel's own awards live."))
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
    note(
        aggregate="issuer",
        aggregate_id=issuer.pk,
        action="signed for a program",
        actor=None,
        facts=facts,
    )
