"""The checks of a credential that need no key: validity, status, form, subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lapel.domain.badges import documents
from lapel.domain.badges.contexts import CLR_PREFIX, OPEN_BADGES_PREFIX
from lapel.domain.badges.errors import Said
from lapel.domain.badges.model import EmailIdentity
from lapel.domain.badges.verdicts import Step, Verdict

_CLR_CONTEXTS = (CLR_PREFIX, OPEN_BADGES_PREFIX)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
)  # XML Schema dateTimeStamp, as VC Data Model 2.0 §4.9 asks for


def issuer_id(document: Mapping[str, Any]) -> str:
    """Return the issuer's identifier, from text or from a profile; "" when there is none."""
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return name if isinstance(name, str) else ""


def as_list(value: Any) -> list[Any]:
    """Return a JSON value as a list: itself, one element, or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def moment(value: Any) -> datetime | None:
    """Return an XML dateTimeStamp as an aware moment, or None when it is not one."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def validity(document: Mapping[str, Any], now: datetime) -> Step:
    """Say whether `now` lies between validFrom and validUntil."""
    start, end = moment(document.get("validFrom")), moment(document.get("validUntil"))
    shown = {name: str(document[name]) for name in ("validFrom", "validUntil") if name in document}
    broken = [name for name in shown if moment(document[name]) is None]
    if broken or start is None:
        sentence = "The badge does not say properly from when it is valid."
        return Step("validity", Verdict.FAIL, "validity.malformed", sentence, shown)
    if end is not None and now >= end:
        sentence = f"The badge expired on {_day(end)}."
        return Step("validity", Verdict.ENDED, "validity.expired", sentence, shown)
    if now < start:
        sentence = f"The badge is not valid before {_day(start)}."
        return Step("validity", Verdict.FAIL, "validity.early", sentence, shown)
    until = f" until {_day(end)}" if end else ", with no end date"
    sentence = f"The badge is valid from {_day(start)}{until}."
    return Step("validity", Verdict.PASS, "validity.current", sentence, shown)


def schema(document: Mapping[str, Any]) -> Step:
    """Say whether the parts that Open Badges 3.0 requires are there (OB 3.0, §B.1).

    Those of a transcript are CLR 2.0's (§5.1). A credential of another kind passes unjudged; a
    schema named from elsewhere is not fetched.
    """
    if "ClrCredential" in _types(document):
        return _transcript(document)
    if not {"OpenBadgeCredential", "AchievementCredential"} & set(_types(document)):
        sentence = "The credential is not an Open Badge, so only its proof and status were read."
        return Step("schema", Verdict.NONE, "schema.other", sentence)
    missing = _missing(document)
    if missing:
        lacks = "The badge lacks what Open Badges 3.0 requires: {parts}."
        sentence = Said(lacks, parts=", ".join(missing))
        return Step("schema", Verdict.FAIL, "schema.missing", sentence, {"missing": missing[0]})
    named = [entry.get("id") for entry in as_list(document.get("credentialSchema"))]
    others = [str(name) for name in named if name != documents.SCHEMA]
    detail = {"notChecked": ", ".join(others)} if others else {}
    sentence = "The badge has the parts that Open Badges 3.0 requires."
    return Step("schema", Verdict.PASS, "schema.complete", sentence, detail)


def _transcript(document: Mapping[str, Any]) -> Step:
    named = [str(one) for one in as_list(document.get("@context"))][1:3]
    ordered = [one.startswith(prefix) for one, prefix in zip(named, _CLR_CONTEXTS, strict=False)]
    missing = [] if ordered == [True, True] else ["@context in the required order"]
    missing += [name for name in ("id", "name") if not document.get(name)]
    subject = document.get("credentialSubject")
    if not isinstance(subject, Mapping) or not subject.get("verifiableCredential"):
        missing.append("verifiableCredential")
    if missing:
        lacks = "The transcript lacks what CLR 2.0 requires: {parts}."
        sentence = Said(lacks, parts=", ".join(missing))
        return Step("schema", Verdict.FAIL, "schema.missing", sentence, {"missing": missing[0]})
    has = "The transcript has the parts that CLR 2.0 requires."
    return Step("schema", Verdict.PASS, "schema.transcript", has)


def subject(document: Mapping[str, Any], holder_email: str) -> Step:
    """Say whom the badge is about; with an e-mail address, whether it is that person's."""
    identities = [
        entry
        for one in as_list(document.get("credentialSubject"))
        if isinstance(one, Mapping)
        for entry in as_list(one.get("identifier"))
        if isinstance(entry, Mapping) and entry.get("identityType") == "emailAddress"
    ]
    if not holder_email:
        sentence = "The badge names its holder by an opaque number; no name was compared."
        return Step("subject", Verdict.NONE, "subject.not-compared", sentence)
    if any(_is_email(entry, holder_email) for entry in identities):
        sentence = "The badge was issued to this e-mail address."
        return Step("subject", Verdict.PASS, "subject.match", sentence)
    sentence = "The badge was not issued to this e-mail address."
    return Step("subject", Verdict.FAIL, "subject.other", sentence)


def _is_email(entry: Mapping[str, Any], email: str) -> bool:
    claimed, salt = str(entry.get("identityHash", "")), str(entry.get("salt", ""))
    if entry.get("hashed") is not True:
        return claimed.strip().lower() == email.strip().lower()
    return claimed == EmailIdentity.of(email, salt=salt).digest


def _types(document: Mapping[str, Any]) -> list[Any]:
    return [name for name in as_list(document.get("type")) if isinstance(name, str)]


def _missing(document: Mapping[str, Any]) -> list[str]:
    missing = [] if _contexts_in_order(document) else ["@context in the required order"]
    missing += [name for name in ("id", "name", "credentialSubject") if not document.get(name)]
    for entry in as_list(document.get("credentialSchema")):
        if not isinstance(entry, Mapping):
            return [*missing, "credentialSchema.id"]
    for one in as_list(document.get("credentialSubject")):
        achievement = one.get("achievement") if isinstance(one, Mapping) else None
        if not isinstance(achievement, Mapping):
            missing.append("achievement")
            continue
        wanted = ("id", "type", "name", "description", "criteria")
        missing += [f"achievement.{name}" for name in wanted if not achievement.get(name)]
    return missing


def _contexts_in_order(document: Mapping[str, Any]) -> bool:
    """Say whether Open Badges' context stands second (OB 3.0, §B.1)."""
    named = as_list(document.get("@context"))
    return len(named) > 1 and str(named[1]).startswith(OPEN_BADGES_PREFIX)


def _day(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"
