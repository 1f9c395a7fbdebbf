"""What submitting would freeze now (R1), and which criteria it would put to the assessors (R12)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from lapel.journey.catalogue.queries import criteria, questions
from lapel.journey.evidence.queries.drafts import last_decided, live_artefacts, still_open

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Artefact, Draft

Contents = dict[str, Any]


def to_freeze(draft: Draft) -> Contents:
    """Give a manifest's `answers` and `artefacts` for the draft as it stands."""
    texts = dict(draft.answers.values_list("question", "text"))
    return {
        "answers": [
            {"question": key, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for key, _question in questions(draft.enrolment.version)
            if (text := texts.get(key, ""))
        ],
        "artefacts": [_entry(artefact) for artefact in live_artefacts(draft)],
    }


def _entry(artefact: Artefact) -> dict[str, Any]:
    file = artefact.file
    shown = [*file.derivatives.all()]
    if artefact.captions:
        shown += artefact.captions.derivatives.all()
    return {
        "id": str(artefact.id),
        "slot": artefact.slot,
        "file": str(file.id),
        "captions": str(artefact.captions_id) if artefact.captions_id else None,
        "title": artefact.title,
        "note": artefact.note,
        "ai_use": artefact.ai_use,
        "family": file.family,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "size": file.size,
        "derivatives": [
            {"id": str(each.id), "kind": each.kind, "number": each.number, "sha256": each.sha256}
            for each in sorted(shown, key=lambda each: (each.kind, each.number))
        ],
    }


def to_score(draft: Draft, contents: Contents) -> list[str]:
    """Criteria not yet 'yes', and those whose evidence changed since they were (R12)."""
    still = set(still_open(draft))
    decided = last_decided(draft)
    changed = _changed(decided.manifest, contents) if decided else set()
    return [
        criterion["key"]
        for criterion in criteria(draft.enrolment.version)
        if criterion["key"] in still or changed & set(criterion["reads"])
    ]


def _changed(before: Contents, after: Contents) -> set[str]:
    """Places whose text or files differ between two manifests."""
    old, new = _by_place(before), _by_place(after)
    return {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}


def _by_place(contents: Contents) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for answer in contents["answers"]:
        places.setdefault(answer["question"], []).append(answer["sha256"])
    for artefact in contents["artefacts"]:
        kept = [artefact["sha256"], artefact["title"], artefact["note"], artefact["ai_use"]]
        kept += [each["sha256"] for each in artefact["derivatives"]]  # captions among them
        places.setdefault(artefact["slot"], []).append("|".join(kept))
    return places
