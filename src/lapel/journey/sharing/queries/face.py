"""What a badge page says, read out of the signed document itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from lapel.journey.issuing.models import Award

Json = dict[str, Any]
GENRES: dict[str, _StrPromise] = {
    "photo": _("Photo"),
    "document": _("Document"),
    "audio": _("Audio recording"),
    "video": _("Video recording"),
    "text": _("Text"),
    "manifest": _("Frozen submission"),
    "decision": _("Decision"),
    "confirmation": _("Confirmation by an officer"),
    "qualification": _("Qualification"),
    "MicroCredential": _("Micro-credential"),
}


@dataclass(frozen=True)
class Line:
    """A criterion with the level that was reached, in the rubric's own words."""

    title: str
    level: str
    words: str
    is_met: bool
    is_required: bool


@dataclass(frozen=True)
class Piece:
    """A piece of evidence by its kind and digest; nothing of its content."""

    name: str
    kind: str | _StrPromise
    media_type: str
    digest: str
    narrative: str
    address: str


@dataclass(frozen=True)
class Face:
    """The signed document in the words a page needs."""

    name: str
    description: str
    narrative: str
    version: str
    language: str
    issuer: str
    issuer_id: str
    author: str
    alignments: list[Json]
    lines: list[Line]
    pieces: list[Piece] = field(default_factory=list)
    assessors: list[str] = field(default_factory=list)
    reliability: str = ""


def face_of(award: Award) -> Face:
    """Read an award's document."""
    document = json.loads(award.document)
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    evidence = document.get("evidence", [])
    by_genre = [(piece.get("genre", ""), piece) for piece in evidence]
    known = [piece for genre, piece in by_genre if genre == "reliability"]
    return Face(
        name=achievement["name"],
        description=achievement["description"],
        narrative=achievement["criteria"]["narrative"],
        version=achievement.get("version", ""),
        language=_language(achievement.get("inLanguage", "")),
        issuer=document["issuer"]["name"],
        issuer_id=document["issuer"]["id"],
        author=achievement.get("creator", {}).get("name", ""),
        alignments=achievement.get("alignment", []),
        lines=_lines(achievement, subject.get("result", [])),
        pieces=[_piece(piece) for genre, piece in by_genre if genre in GENRES],
        assessors=[
            piece["id"].rsplit(":", 1)[-1] for genre, piece in by_genre if genre == "assessor"
        ],
        reliability=known[0]["narrative"] if known else "",
    )


def _language(code: str) -> str:
    """Name a language in the reader's words; one that is not known here by its code."""
    try:
        return str(get_language_info(code)["name_translated"]) if code else ""
    except KeyError:
        return code


def _lines(achievement: Json, results: list[Json]) -> list[Line]:
    reached = {result["resultDescription"]: result["achievedLevel"] for result in results}
    found = []
    for line in achievement.get("resultDescription", []):
        level = next(
            (
                each
                for each in line["rubricCriterionLevel"]
                if each["id"] == reached.get(line["id"])
            ),
            None,
        )
        if level:
            found.append(
                Line(
                    title=line["name"],
                    level=level["name"],
                    words=level.get("description", ""),
                    is_met=level["level"] == "yes",
                    is_required="requiredLevel" in line,
                )
            )
    return found


def _piece(piece: Json) -> Piece:
    return Piece(
        name=piece["name"],
        kind=GENRES[piece["genre"]],
        media_type=piece.get("mediaType", ""),
        digest=piece.get("digestSRI", ""),
        narrative=piece.get("narrative", ""),
        address=piece["id"] if piece["id"].startswith("http") else "",
    )
