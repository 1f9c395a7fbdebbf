"""Transcripts: a Comprehensive Learner Record that holds many badges of one person (CLR 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.contexts import (
    CLR,
    CREDENTIALS_V2,
    OPEN_BADGES,
    OPEN_BADGES_EXTENSIONS,
)
from lapel.domain.badges.documents import (
    SCHEMA_TYPE,
    Json,
    achievement,
    legible,
    profile,
    status_entry,
)
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.proof import timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.domain.badges.model import Achievement, Profile, StatusPlace

CONTEXTS = [CREDENTIALS_V2, CLR, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
SCHEMA = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"
# Their nodes merge by id in the signed graph: two wordings of one would be read as a mixture.
_ONE_WORDING = frozenset({"Profile", "Achievement"})


class AssociationType(StrEnum):
    """How one achievement stands to another (CLR 2.0, AssociationTypeEnum)."""

    EXACT_MATCH_OF = "exactMatchOf"
    IS_CHILD_OF = "isChildOf"
    IS_PARENT_OF = "isParentOf"
    IS_PART_OF = "isPartOf"
    IS_PEER_OF = "isPeerOf"
    IS_RELATED_TO = "isRelatedTo"
    PRECEDES = "precedes"
    REPLACED_BY = "replacedBy"


@dataclass(frozen=True, kw_only=True)
class Association:
    """What binds two achievements, or credentials, of the transcript, named by their ids."""

    kind: AssociationType
    source_id: str
    target_id: str


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """A transcript (CLR 2.0, ClrCredential): whose it is, and the signed badges it holds.

    `credentials` are signed documents and stay as they are, proofs included; `achievements` are
    such as no badge holds but an association names, a stack not earned yet for one. Ids are
    absolute, moments aware.
    """

    id: str
    issuer: Profile
    subject_id: str
    name: str
    credentials: tuple[Json, ...]
    valid_from: datetime
    valid_until: datetime | None = None
    achievements: tuple[Achievement, ...] = ()
    associations: tuple[Association, ...] = ()
    status: StatusPlace | None = None


def transcript(record: Transcript) -> Json:
    """Return the unsigned ClrCredential (CLR 2.0, §5.1); sign it with proof.add_proof.

    Raises BadgeError where a badge in it is unsigned or there twice, where an association names
    what is not there, and where one organisation or achievement is written in two ways.
    """
    document = {
        "@context": list(CONTEXTS),
        "id": record.id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": profile(record.issuer),
        "name": legible(record.name),
        "validFrom": timestamp(record.valid_from),
        "credentialSubject": _subject(record),
        "credentialSchema": [{"id": SCHEMA, "type": SCHEMA_TYPE}],
    }
    if record.valid_until:
        document["validUntil"] = timestamp(record.valid_until)
    if record.status:
        document["credentialStatus"] = status_entry(record.status)
    _check(record, document)
    return document


def _subject(record: Transcript) -> Json:
    subject: Json = {
        "id": record.subject_id,
        "type": ["ClrSubject"],
        "verifiableCredential": [dict(one) for one in record.credentials],
    }
    if record.achievements:
        subject["achievement"] = [achievement(one) for one in record.achievements]
    if record.associations:
        subject["association"] = [_association(one) for one in record.associations]
    return subject


def _association(one: Association) -> Json:
    return {
        "type": "Association",
        "associationType": one.kind.value,
        "sourceId": one.source_id,
        "targetId": one.target_id,
    }


def _check(record: Transcript, document: Json) -> None:
    ids = [str(one.get("id", "")) for one in record.credentials]
    if not ids or len(set(ids)) != len(ids) or "" in ids:
        raise BadgeError("A transcript holds one badge or more, each once and with its id.")
    if not all(one.get("proof") for one in record.credentials):
        raise BadgeError("A transcript holds signed badges only.")
    nodes = list(_nodes(document))
    known = {node["id"] for node in nodes}
    for one in record.associations:
        for name in (one.source_id, one.target_id):
            if name not in known:
                raise BadgeError("“{name}” is not in the transcript.", name=name)
    _check_wording(nodes)


def _check_wording(nodes: list[Mapping[str, Any]]) -> None:
    first: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        types = node.get("type", ())
        if not _ONE_WORDING & {*([types] if isinstance(types, str) else types)}:
            continue
        if first.setdefault(node["id"], node) != node:
            raise BadgeError(
                "“{name}” is written in two ways: sign those badges anew first.", name=node["id"]
            )


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every node that has an id."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
