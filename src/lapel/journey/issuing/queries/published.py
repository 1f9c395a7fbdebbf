"""What is published beside awards: profiles, achievements, DID documents, competencies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import documents
from lapel.domain.badges.contexts import CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS
from lapel.domain.badges.revocations import revocation_list
from lapel.journey.catalogue.models import Competency
from lapel.journey.catalogue.queries import case_thing
from lapel.journey.issuing.models import Achievement, Award, Issuer, StatusList
from lapel.journey.issuing.queries.addresses import address, competency_name, did_of
from lapel.journey.issuing.queries.anchors import chain_addresses
from lapel.journey.issuing.queries.descriptions import profile_of
from lapel.journey.issuing.queries.keys import active_key, did_document_of, made_keys

if TYPE_CHECKING:
    from uuid import UUID

CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]


def issuer(issuer_id: UUID) -> Issuer:
    """Give an issuer with its organisation; `Issuer.DoesNotExist` if none."""
    return Issuer.objects.select_related("organisation").get(pk=issuer_id)


def profile_document(found: Issuer) -> dict[str, Any]:
    """Give an issuer's profile as Open Badges writes it, under its present DID."""
    key = active_key(found)
    profile = profile_of(found, key.did if key else address("issuer", found.pk))
    document = {"@context": CONTEXTS, **documents.profile(profile)}
    addresses = chain_addresses(found, key.did) if key else []
    if addresses:  # where Blockcerts' verifier looks whose address wrote on the chain
        document["publicKey"] = [{"id": f"ecdsa-koblitz-pubkey:{each}"} for each in addresses]
    return document


def web_did_document(found: Issuer) -> dict[str, Any] | None:
    """Give the did:web document of an issuer; None while it signs under did:key only."""
    key = active_key(found) or made_keys().filter(issuer=found).last()
    did = key.did if key else did_of(found, "")
    return did_document_of(found, did) if did.startswith("did:web:") else None


def revocations_address(found: Issuer) -> str:
    """Give where the list of what an issuer has taken back stands, if one is published."""
    return f"{address('issuer', found.pk)}/revocations"


def revocations_document(found: Issuer) -> dict[str, Any]:
    """Give what an issuer has taken back under its present DID, as `1EdTechRevocationList`.

    For programs that read no Bitstring list. A suspended award reads as revoked (ADR 8). It gives
    ids that say nothing of anybody, and no reasons, which are for those who hold the badge.
    """
    key = active_key(found)
    did = key.did if key else did_of(found, "")
    ended = Award.objects.filter(
        achievement__issuer=found,
        key__did=did,
        state__in=[Award.State.REVOKED, Award.State.SUSPENDED],
        included_at__isnull=False,
    ).order_by("pk")
    names = ended.values_list("pk", flat=True)
    at = revocations_address(found)
    taken_back = dict.fromkeys((address("award", name) for name in names), "")
    return revocation_list(at, issuer=did, revoked=taken_back)


def achievement(achievement_id: UUID) -> Achievement:
    """Give an achievement with what it is of; `Achievement.DoesNotExist` if none."""
    found = Achievement.objects.select_related(
        "issuer",
        "version__competency",
        "version__microcredential",
        "stack",
        "assessing__microcredential",
    )
    return found.get(pk=achievement_id)


def achievement_document(found: Achievement) -> dict[str, Any]:
    """Give an achievement by itself, as its awards hold it."""
    return {"@context": CONTEXTS, **json.loads(found.document)}


def status_list(status_list_id: UUID) -> StatusList:
    """Give a list that was signed; `StatusList.DoesNotExist` otherwise."""
    signed = StatusList.objects.exclude(document="").select_related("issuer")
    return signed.get(pk=status_list_id)


def competency_named(name: UUID) -> Competency | None:
    """Find the competency that an address names."""
    return next((each for each in Competency.objects.all() if competency_name(each) == name), None)


def competency_document(competency: Competency) -> dict[str, Any]:
    """Give a competency in the words of CASE 1.1's CFItem."""
    found = case_thing("CFItems", competency_name(competency))
    if found is None:
        raise ValueError("a competency that is there can be named")
    return found
