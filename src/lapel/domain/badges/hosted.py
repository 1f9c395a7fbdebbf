"""Open Badges 2.0 for displayers that know no other: a hosted assertion, its class and its issuer.

They are made from the same award as the credential. Nothing in them is signed: whoever fetches
them from their addresses has them from the issuer (Open Badges 2.0, “Verification”).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.proof import timestamp

if TYPE_CHECKING:
    from lapel.domain.badges.model import (
        Achievement,
        Alignment,
        Award,
        EmailIdentity,
        Evidence,
        Profile,
    )

CONTEXT = "https://w3id.org/openbadges/v2"
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the three documents are served, on one origin."""

    assertion: str
    badge_class: str
    issuer: str

    def check(self) -> None:
        """Raise BadgeError unless all are web addresses of one origin.

        A verifier accepts a hosted assertion only from its issuer's own origin.
        """
        parts = [urlsplit(one) for one in (self.assertion, self.badge_class, self.issuer)]
        origins = {(one.scheme, one.netloc) for one in parts}
        if len(origins) != 1 or parts[0].scheme not in ("http", "https"):
            raise BadgeError("The documents of a hosted badge are served from one origin.")


def assertion(award: Award, addresses: Addresses, *, image: str = "") -> Json:
    """Return the Assertion of an award, to be served at its address; `image` is the baked badge.

    The holder stands in it as a salted hash of her e-mail, so an award without one has none.
    """
    addresses.check()
    if award.identity is None:
        raise BadgeError("A hosted badge names its holder by the hash of an e-mail address.")
    return _filled(
        {
            "@context": CONTEXT,
            "id": addresses.assertion,
            "type": "Assertion",
            "recipient": _recipient(award.identity),
            "badge": addresses.badge_class,
            "verification": {"type": "hosted"},
            "issuedOn": timestamp(award.awarded or award.valid_from),
            "expires": timestamp(award.valid_until) if award.valid_until else None,
            "image": image,
            "narrative": award.narrative,
            "evidence": [_evidence(one) for one in award.evidence],
        }
    )


def revoked_assertion(addresses: Addresses, *, reason: str = "") -> Json:
    """Return what stands at an assertion's address once it is revoked; serve it as 410 Gone."""
    document = {"@context": CONTEXT, "id": addresses.assertion, "type": "Assertion"}
    return document | {"revoked": True} | _filled({"revocationReason": reason})


def badge_class(achievement: Achievement, addresses: Addresses) -> Json:
    """Return the BadgeClass of an achievement; its image is required."""
    addresses.check()
    if not achievement.image:
        raise BadgeError("A badge class has an image.")
    return _filled(
        {
            "@context": CONTEXT,
            "id": addresses.badge_class,
            "type": "BadgeClass",
            "name": achievement.name,
            "description": achievement.description,
            "image": achievement.image,
            "criteria": _filled(
                {"id": achievement.criteria_url, "narrative": achievement.criteria_narrative}
            ),
            "issuer": addresses.issuer,
            "tags": list(achievement.tags),
            "alignment": [_alignment(one) for one in achievement.alignments],
            "@language": achievement.language,
            "version": achievement.version,
        }
    )


def issuer(party: Profile, addresses: Addresses) -> Json:
    """Return the issuer's Profile; its web site and e-mail address are required."""
    addresses.check()
    if not (party.url and party.email):
        raise BadgeError("An issuer of hosted badges has a web site and an e-mail address.")
    return _filled(
        {
            "@context": CONTEXT,
            "id": addresses.issuer,
            "type": "Issuer",
            "name": party.name,
            "url": party.url,
            "email": party.email,
            "description": party.description,
            "image": party.image,
        }
    )


def _recipient(identity: EmailIdentity) -> Json:
    return {"type": "email", "hashed": True, "salt": identity.salt, "identity": identity.digest}


def _evidence(piece: Evidence) -> Json:
    return _filled(
        {
            "id": piece.id,
            "type": "Evidence",
            "name": piece.name,
            "narrative": piece.narrative,
            "genre": piece.genre,
        }
    )


def _alignment(target: Alignment) -> Json:
    return _filled(
        {
            "targetName": target.target_name,
            "targetUrl": target.target_url,
            "targetDescription": target.target_description,
            "targetFramework": target.target_framework,
            "targetCode": target.target_code,
        }
    )


def _filled(document: Json) -> Json:
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}
