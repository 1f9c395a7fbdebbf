"""Whether a hosted Open Badges 2.0 assertion is what its issuer's own site says.

Source: Open Badges 2.0, “Verification of Hosted Badges”: nothing is signed; the assertion at its
own address counts, and that address has to be on the site of the issuer it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lapel.domain.badges import strictjson
from lapel.domain.badges.checks import as_list, validity
from lapel.domain.badges.errors import BadgeError, Said, UnreadableError
from lapel.domain.badges.hosted import CONTEXT
from lapel.domain.badges.trust import (
    NO_TRUST,
    Origin,
    Resolve,
    Resolver,
    Trust,
    UnavailableError,
    offline,
)
from lapel.domain.badges.verdicts import Outcome, Step, Verdict, Verification

if TYPE_CHECKING:
    from datetime import datetime

_REQUIRED = ("recipient", "badge", "verification", "issuedOn")


class GoneError(UnavailableError):
    """What stood at an address is gone for good (HTTP 410), as a revoked assertion is."""


@dataclass
class _Hosted:
    """What the issuer's site says of an assertion: the document, and where it came from."""

    served: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin = Origin.COPY
    issuer: str = ""


def is_hosted(document: Mapping[str, Any]) -> bool:
    """Say whether a document is an assertion of Open Badges 2.0."""
    is_named = "Assertion" in as_list(document.get("type"))
    return is_named and CONTEXT in as_list(document.get("@context"))


def hosted_at(address: str) -> dict[str, Any]:
    """Return the assertion of which only the address is known, as old badges have it baked in."""
    return {"@context": CONTEXT, "id": address.strip(), "type": "Assertion"}


def verify_hosted(
    document: Mapping[str, Any],
    *,
    now: datetime,
    resolve: Resolve = offline,
    trust: Trust = NO_TRUST,
) -> Verification:
    """Verify an assertion against its issuer's site; never raises for its content.

    Steps: proof (the site says the same), schema, key (whose site), issuer, validity, status. Where
    the site cannot be asked, nothing can be said: there is no signature.
    """
    resolver = resolve if isinstance(resolve, Resolver) else Resolver(resolve, trust)
    found = _Hosted()
    steps = [_proof(document, resolver, found)]
    if found.served:
        steps += [_form(found.served), _site(found, resolver), _issuer(found)]
        steps += [_validity(found.served, now), _status(found.served)]
    return _concluded(steps, found)


def _proof(document: Mapping[str, Any], resolver: Resolver, found: _Hosted) -> Step:
    address = document.get("id")
    if not isinstance(address, str) or site_of(address) is None:
        sentence = "The hosted badge does not say at which address it stands."
        return Step("proof", Verdict.FAIL, "proof.hosted-nowhere", sentence)
    try:
        resolved = resolver(address)
        served = strictjson.read_object(resolved.body)
    except GoneError:
        sentence = "The issuer's site says that this badge is gone."
        return Step("proof", Verdict.ENDED, "proof.hosted-gone", sentence)
    except (UnavailableError, UnreadableError) as error:
        unsigned = "Nothing in a hosted badge is signed, and its site could not be asked. {why}"
        said = Said(unsigned, why=error.said)
        return Step("proof", Verdict.UNKNOWN, "proof.hosted-unasked", said)
    found.served, found.origin = served, resolved.origin
    if not _is_same(document, served):
        sentence = "The issuer's site says something else than this badge."
        return Step("proof", Verdict.FAIL, "proof.hosted-other", sentence)
    sentence = "The badge is what stands at its own address."
    return Step("proof", Verdict.PASS, "proof.hosted", sentence, {"address": address})


def _is_same(document: Mapping[str, Any], served: Mapping[str, Any]) -> bool:
    """Compare what the badge says; the picture of a baked one is itself, and need not be named.

    A revoked assertion says nothing but that (Open Badges 2.0, “Revocation”).
    """
    if served.get("revoked") is True:
        return served.get("id") == document.get("id")
    said = {name: value for name, value in document.items() if name != "image"}
    return all(served.get(name) == value for name, value in said.items())


def _form(served: Mapping[str, Any]) -> Step:
    required = () if served.get("revoked") is True else _REQUIRED
    missing = [name for name in required if not served.get(name)]
    if missing:
        lacks = "The badge lacks what Open Badges 2.0 requires: {parts}."
        sentence: str = Said(lacks, parts=", ".join(missing))
        return Step("schema", Verdict.FAIL, "schema.hosted-missing", sentence)
    sentence = "The badge has the parts that Open Badges 2.0 requires."
    return Step("schema", Verdict.PASS, "schema.hosted", sentence)


def _site(found: _Hosted, resolver: Resolver) -> Step:
    """Say whether the assertion stands on the site of its issuer, which its class names."""
    if found.served.get("revoked") is True:
        sentence = "Of a revoked badge its site says nothing more."
        return Step("key", Verdict.NONE, "key.hosted-revoked", sentence)
    try:
        badge_class = _linked(found.served.get("badge"), resolver)
        found.issuer = _id_of(badge_class.get("issuer"))
    except (UnavailableError, BadgeError) as error:
        unknown = Said("Who its issuer is could not be looked up. {why}", why=error.said)
        return Step("key", Verdict.UNKNOWN, "key.hosted-unknown", unknown)
    if site_of(found.issuer) != site_of(str(found.served.get("id"))):
        sentence = "The badge stands on another site than that of the issuer it names."
        return Step("key", Verdict.FAIL, "key.hosted-elsewhere", sentence)
    sentence = "The badge stands on its issuer's own site."
    return Step("key", Verdict.PASS, "key.hosted", sentence, {"issuer": found.issuer})


def _linked(value: Any, resolver: Resolver) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return strictjson.read_object(resolver(str(value)).body)


def _id_of(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, Mapping) else str(value or "")


def site_of(address: str) -> tuple[str, str] | None:
    """Return scheme and host of a web address, or None."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in ("https", "http") and bool(parts.netloc)
    return (parts.scheme, parts.netloc.lower()) if is_web else None


def _issuer(found: _Hosted) -> Step:
    if found.origin is Origin.COPY or not found.issuer:
        sentence: str = "Nothing outside the badge confirms who its issuer is."
        return Step("issuer", Verdict.UNKNOWN, "issuer.unconfirmed", sentence)
    holds = "The issuer is whoever holds {place}: its keys came from there just now."
    if found.origin is Origin.TRUST:
        holds = "The issuer is whoever holds {place}, as a copy in your trust file says."
    sentence = Said(holds, place=_host(found.issuer))
    return Step("issuer", Verdict.PASS, "issuer.hosted", sentence, {"domain": _host(found.issuer)})


def _host(address: str) -> str:
    site = site_of(address)
    return site[1] if site else ""


def _validity(served: Mapping[str, Any], now: datetime) -> Step:
    if served.get("revoked") is True:
        sentence = "Of a revoked badge no dates are told."
        return Step("validity", Verdict.NONE, "validity.hosted-revoked", sentence)
    dates = {"validFrom": served.get("issuedOn"), "validUntil": served.get("expires")}
    return validity({name: value for name, value in dates.items() if value is not None}, now)


def _status(served: Mapping[str, Any]) -> Step:
    if served.get("revoked") is True:
        reason = served.get("revocationReason")
        detail = {"reason": reason} if isinstance(reason, str) else {}
        sentence = "The issuer has revoked this badge."
        return Step("status", Verdict.ENDED, "status.revoked", sentence, detail)
    sentence = "The issuer's site does not say that the badge was revoked."
    return Step("status", Verdict.PASS, "status.hosted", sentence)


def _concluded(steps: list[Step], found: _Hosted) -> Verification:
    """Weigh the steps as those of signed badges are weighed."""
    confirmed = any(step.id == "issuer" and step.verdict is Verdict.PASS for step in steps)
    name = _host(found.issuer) if confirmed else ""
    outcome, headline = _weighed(steps, name)
    return Verification(
        outcome=outcome,
        headline=headline,
        steps=tuple(steps),
        issuer=found.issuer,
        confirmed_name=name,
    )


def _weighed(steps: list[Step], name: str) -> tuple[Outcome, str]:
    first = {verdict: next((s for s in steps if s.verdict is verdict), None) for verdict in Verdict}
    if failed := first[Verdict.FAIL]:
        return Outcome.NOT_VALID, f"Not valid. {failed.sentence}"
    if steps[0].verdict is Verdict.UNKNOWN:
        return Outcome.UNREADABLE, f"Could not be checked. {steps[0].sentence}"
    if ended := first[Verdict.ENDED]:
        genuine = "Genuine" if name else "Intact; issuer not confirmed"
        return Outcome.ENDED, f"{genuine}, but no longer in force. {ended.sentence}"
    if not name:
        return Outcome.NOT_CONFIRMED, "Intact; issuer not confirmed"
    return Outcome.VALID, f"Valid: issued by {name}"
