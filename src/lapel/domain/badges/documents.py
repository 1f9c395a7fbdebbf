"""Award to Open Badges 3.0 AchievementCredential, and profiles and achievements by themselves."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.contexts import CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.proof import timestamp

if TYPE_CHECKING:
    from lapel.domain.badges.model import (
        Achievement,
        Alignment,
        Award,
        Criterion,
        EmailIdentity,
        Evidence,
        Level,
        Outcome,
        Profile,
        Related,
        StatusPlace,
    )

CONTEXTS = [CREDENTIALS_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
REFRESH_TYPE = "1EdTechCredentialRefresh"

# Canonisers in wide use escape these otherwise than RDFC-1.0 does: the badge would fail there.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Json = dict[str, Any]


def credential(award: Award) -> Json:
    """Return the unsigned AchievementCredential of an award (OB 3.0, §B.1).

    Its type is written OpenBadgeCredential: the standard's other name for the same type, and the
    one that a strict reader of JSON-LD gets when it writes the document anew (docs/adr/0018).
    Raises BadgeError when an outcome names a criterion or level the achievement does not have,
    or there are more status places than one: the schema of OB 3.0 takes no list.
    """
    _check(award)
    return _filled(
        {
            "@context": list(CONTEXTS),
            "id": award.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": profile(award.issuer),
            "name": award.achievement.name,
            "description": award.achievement.description,
            "validFrom": timestamp(award.valid_from),
            "validUntil": timestamp(award.valid_until) if award.valid_until else None,
            "awardedDate": timestamp(award.awarded) if award.awarded else None,
            "credentialSubject": _subject(award),
            "evidence": [_evidence(piece) for piece in award.evidence],
            "credentialStatus": status_entry(award.status[0]) if award.status else None,
            "credentialSchema": [{"id": SCHEMA, "type": SCHEMA_TYPE}],
        }
    )


def without_identifier(document: Json) -> Json:
    """Return an unsigned credential that says nothing of its holder but her opaque id."""
    subject = {k: v for k, v in document["credentialSubject"].items() if k != "identifier"}
    return {**document, "credentialSubject": subject}


def profile(party: Profile) -> Json:
    """Return an organisation's Profile, as embedded in credentials: always the same bytes."""
    return _filled(
        {
            "id": party.id,
            "type": ["Profile"],
            "name": party.name,
            "url": party.url,
            "description": party.description,
            "email": party.email,
            "image": _image(party.image),
        }
    )


def achievement(subject: Achievement) -> Json:
    """Return the Achievement with its criteria, result descriptions and alignments."""
    return _filled(
        {
            "id": subject.id,
            "type": ["Achievement"],
            "name": subject.name,
            "description": subject.description,
            "criteria": _filled(
                {"id": subject.criteria_url, "narrative": subject.criteria_narrative}
            ),
            "achievementType": subject.achievement_type,
            "image": _image(subject.image),
            "version": subject.version,
            "inLanguage": subject.language,
            "tag": [legible(tag) for tag in subject.tags],
            "creator": profile(subject.creator) if subject.creator else None,
            "alignment": [_alignment(target) for target in subject.alignments],
            "resultDescription": [_result_description(line) for line in subject.criteria],
            "related": [_related(each) for each in subject.related],
        }
    )


def _related(other: Related) -> Json:
    return _filled(
        {
            "id": other.id,
            "type": ["Related"],
            "inLanguage": other.language,
            "version": other.version,
        }
    )


def _subject(award: Award) -> Json:
    return _filled(
        {
            "id": award.subject_id,
            "type": ["AchievementSubject"],
            "identifier": identifier(award.identity) if award.identity else None,
            "achievement": achievement(award.achievement),
            "result": [_result(outcome) for outcome in award.outcomes],
            "narrative": award.narrative,
        }
    )


def identifier(identity: EmailIdentity) -> list[Json]:
    """Return what tells whoever knows an address that a credential is of whoever has it."""
    return [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": identity.digest,
            "identityType": "emailAddress",
            "salt": identity.salt,
        }
    ]


def refresh_service(credential_id: str) -> Json:
    """Return where the credential that is in force now is given out (OB 3.0, RefreshService)."""
    return {"id": f"{credential_id}/refresh", "type": REFRESH_TYPE}


def _alignment(target: Alignment) -> Json:
    return _filled(
        {
            "type": ["Alignment"],
            "targetName": target.target_name,
            "targetUrl": target.target_url,
            "targetType": target.target_type,
            "targetFramework": target.target_framework,
            "targetCode": target.target_code,
            "targetDescription": target.target_description,
        }
    )


def _result_description(line: Criterion) -> Json:
    return _filled(
        {
            "id": line.id,
            "type": ["ResultDescription"],
            "name": line.name,
            "resultType": "RubricCriterionLevel",
            "requiredLevel": line.required_level,
            "rubricCriterionLevel": [_level(level) for level in line.levels],
        }
    )


def _level(level: Level) -> Json:
    return _filled(
        {
            "id": level.id,
            "type": ["RubricCriterionLevel"],
            "name": level.name,
            "level": level.level,
            "description": level.description,
        }
    )


def _result(outcome: Outcome) -> Json:
    return {
        "type": ["Result"],
        "resultDescription": outcome.criterion,
        "achievedLevel": outcome.level,
        "status": "Completed",
    }


def _evidence(piece: Evidence) -> Json:
    return _filled(
        {
            "id": piece.id,
            "type": ["Evidence"],
            "name": piece.name,
            "genre": piece.genre,
            "narrative": piece.narrative,
            "mediaType": piece.media_type,
            "digestSRI": _sri(piece.sha256),
        }
    )


def _sri(sha256: bytes) -> str:
    """Return a digest as W3C Subresource Integrity text, "" for none."""
    return f"sha256-{base64.b64encode(sha256).decode()}" if sha256 else ""


def status_entry(place: StatusPlace) -> Json:
    """Return the credentialStatus of a place (Bitstring Status List 1.0, §2.1)."""
    return {
        "id": f"{place.list_url}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": place.purpose.value,
        "statusListIndex": str(place.index),
        "statusListCredential": place.list_url,
    }


def _image(address: str) -> Json | None:
    return {"id": address, "type": "Image"} if address else None


def legible(text: str) -> str:
    """Return a text as all verifiers read it: a tab as a space, no control but line breaks."""
    return _CONTROL.sub("", text.replace("\t", " "))


def _filled(document: Json) -> Json:
    """Leave out what is empty: an empty value would say nothing and sign nothing."""
    return {
        name: legible(value) if isinstance(value, str) else value
        for name, value in document.items()
        if value not in (None, "", [], {})
    }


def _check(award: Award) -> None:
    levels = {line.id: {level.id for level in line.levels} for line in award.achievement.criteria}
    for outcome in award.outcomes:
        if outcome.level not in levels.get(outcome.criterion, set()):
            raise BadgeError(
                "The achievement has no level “{level}” for that criterion.", level=outcome.level
            )
    if len(award.status) > 1:
        raise BadgeError("An Open Badge names one status place.")
