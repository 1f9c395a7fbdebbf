"""Whom this Lapel trusts where it verifies: its own issuers, then those in a file of its keepers'.

The file is the one of `lapel verify --trust` (docs/reference/cli.md). It is read once a process, so
a new one counts from the next start on; nothing in it is fetched (docs/adr/0014).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lapel.domain.badges.errors import Said, UnreadableError
from lapel.domain.badges.trust import Trust, TrustedIssuer
from lapel.journey.issuing.queries import own_trust
from lapel.ports.checking import MAX_FILE
from lapel.ports.checking.trustfile import NOBODY, Trusted, read_trusted

if TYPE_CHECKING:
    from lapel.domain.badges.verdicts import Step, Verification

LISTED = "the list of issuers that this Lapel trusts"
COPIED = "The issuer is whoever holds {place}, as a copy that this Lapel trusts says."
STANDS = "{why} It stands as {name} in {source}."


def listed() -> Trusted:
    """Give what the file of LAPEL_TRUST says, nobody where there is none.

    `ImproperlyConfigured`, one sentence that names the file, where it is wrong.
    """
    return _in_file(settings.TRUST) if settings.TRUST else NOBODY


@lru_cache(maxsize=1)
def _in_file(name: str) -> Trusted:
    try:
        return read_trusted(_content(Path(name).expanduser()))
    except OSError as error:
        why = error.strerror or type(error).__name__
        said = f"LAPEL_TRUST is {name!r}, which cannot be read: {why}."
        raise ImproperlyConfigured(said) from error
    except UnreadableError as error:
        said = f"LAPEL_TRUST is {name!r}, which cannot be used: {error}"
        raise ImproperlyConfigured(said) from error


def _content(place: Path) -> bytes:
    with place.open("rb") as file:
        content = file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise UnreadableError("It is larger than 5 MB.")
    return content


def whole_trust() -> Trust:
    """Give our own issuers, which come first, and those of the file, each with its source."""
    own, theirs = own_trust(), listed().trust
    ours = tuple(replace(each, source=Said(each.source)) for each in own.issuers)
    return Trust(
        issuers=(*ours, *map(_sourced, theirs.issuers)),
        disowned=own.disowned | theirs.disowned,
        documents=theirs.documents,
    )


def _sourced(issuer: TrustedIssuer) -> TrustedIssuer:
    """Name the list in words for strangers, to whom it is not “your trust file”."""
    is_named = issuer.source != TrustedIssuer.source
    return issuer if is_named else replace(issuer, source=Said(LISTED))


def as_listed(found: Verification, trust: Trust) -> Verification:
    """Say in which list an issuer stands that its own domain confirms, and whose a copy was."""
    entry = trust.find(found.issuer)
    return replace(found, steps=tuple(_standing(step, entry) for step in found.steps))


def _standing(step: Step, entry: TrustedIssuer | None) -> Step:
    if step.code == "issuer.hosted" and " a copy in your trust file " in step.sentence:
        return replace(step, sentence=Said(COPIED, place=step.detail["domain"]))
    if step.code != "issuer.domain" or entry is None:
        return step
    sentence = Said(STANDS, why=step.sentence, name=entry.name, source=entry.source)
    return replace(step, sentence=sentence, detail={**step.detail, "name": entry.name})
