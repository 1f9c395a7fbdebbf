"""Hosted badges of Open Badges 2.0 from elsewhere: what their issuer's site says of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.checks import moment
from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.hosted_checks import site_of
from lapel.journey.exchange.queries.brought import Read, addresses_of, short
from lapel.journey.sharing.queries import brought

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lapel.journey.people.models import Person

# Open Badges 2.0 names both; a hash of an address proves nothing, it only finds its owner.
HASHES = {"sha256": hashlib.sha256, "md5": hashlib.md5}


@dataclass(frozen=True)
class ReadHosted(Read):
    """An assertion as its own address serves it, with its class and its issuer."""

    badge: Mapping[str, Any]
    issuer: Mapping[str, Any]

    @property
    def issuer_id(self) -> str:
        """Give the issuer's address."""
        return short(self.issuer.get("id"), 500)

    @property
    def name(self) -> str:
        """Give the name of the badge class."""
        return short(self.badge.get("name"), 200)

    @property
    def issuer_name(self) -> str:
        """Give the name that its issuer gives itself."""
        return short(self.issuer.get("name"), 200)

    @property
    def valid_from(self) -> datetime | None:
        """Give when it was issued."""
        return moment(self.document.get("issuedOn"))

    @property
    def is_achievement(self) -> bool:
        """Tell that it is a badge."""
        return True


def read_hosted(document: Mapping[str, Any]) -> ReadHosted:
    """Bring what the issuer's site serves; `UnreadableError` or `UnavailableError` otherwise.

    The check read other copies of it, so that they belong together is seen to here again: a site
    could answer otherwise now, or hold out another issuer's class as its own.
    """
    served = _at(document.get("id"))
    badge = _at(served.get("badge"))
    issuer = _at(badge.get("issuer"))
    is_one_site = site_of(str(issuer.get("id"))) == site_of(str(served.get("id")))
    if served.get("id") != document.get("id") or not is_one_site:
        raise UnreadableError("What stands at the badge's addresses does not belong together.")
    text = json.dumps(served, ensure_ascii=False, separators=(",", ":"))
    return ReadHosted(document=served, text=text, is_token=False, badge=badge, issuer=issuer)


def _at(named: object) -> Mapping[str, Any]:
    """Bring a document by its address; one that stands inside is brought from its own too."""
    address = named.get("id") if isinstance(named, dict) else named
    if not isinstance(address, str):
        raise UnreadableError("The hosted badge does not say at which address it stands.")
    return strictjson.read_object(brought(address).body)


def hosted_names_holder(document: Mapping[str, Any], person: Person) -> bool | None:
    """Tell whether one of her addresses is the recipient (OB 2.0); None where none is named."""
    recipient = document.get("recipient")
    if not isinstance(recipient, dict) or recipient.get("type") != "email":
        return None
    told, salt = str(recipient.get("identity", "")), str(recipient.get("salt") or "")
    hers = {form for each in addresses_of(person) for form in (each, each.lower())}
    if not recipient.get("hashed"):
        return told.strip().lower() in hers
    kind, _sign, digest = told.partition("$")
    make = HASHES.get(kind)
    return make is not None and any(
        make((each + salt).encode()).hexdigest() == digest.lower() for each in hers
    )
