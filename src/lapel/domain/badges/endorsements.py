"""Endorsements: what one party says of a badge, an achievement or an organisation of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lapel.domain.badges.documents import (
    CONTEXTS,
    SCHEMA_TYPE,
    Json,
    legible,
    profile,
    status_entry,
)
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.proof import timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.model import Profile, StatusPlace

SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """One endorsement (OB 3.0, EndorsementCredential): who says what of which subject.

    `subject_id` is the id of an achievement, of a credential or of an organisation; the endorser
    is another party. `id` is absolute, moments are aware, `comment` may hold Markdown.
    """

    id: str
    endorser: Profile
    subject_id: str
    name: str
    comment: str
    valid_from: datetime
    valid_until: datetime | None = None
    awarded: datetime | None = None
    status: StatusPlace | None = None


def endorsement(said: Endorsement) -> Json:
    """Return the unsigned EndorsementCredential (OB 3.0, §B.1.8); sign it with proof.add_proof.

    Raises BadgeError when somebody would endorse herself.
    """
    if said.endorser.id == said.subject_id:
        raise BadgeError("Nobody endorses herself.")
    document = {
        "@context": list(CONTEXTS),
        "id": said.id,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": profile(said.endorser),
        "name": legible(said.name),
        "validFrom": timestamp(said.valid_from),
        "credentialSubject": _subject(said),
        "credentialSchema": [{"id": SCHEMA, "type": SCHEMA_TYPE}],
    }
    return document | _moments(said)


def endorsed(document: Json, *signed: Json) -> Json:
    """Return an unsigned credential with signed endorsements added at its top (§B.1.1).

    They keep their own proofs; the credential's proof covers them too.
    """
    return {**document, "endorsement": [*document.get("endorsement", []), *signed]}


def _subject(said: Endorsement) -> Json:
    subject = {"id": said.subject_id, "type": ["EndorsementSubject"]}
    return subject | ({"endorsementComment": legible(said.comment)} if said.comment else {})


def _moments(said: Endorsement) -> Json:
    more: Json = {}
    if said.valid_until:
        more["validUntil"] = timestamp(said.valid_until)
    if said.awarded:
        more["awardedDate"] = timestamp(said.awarded)
    if said.status:
        more["credentialStatus"] = status_entry(said.status)
    return more
