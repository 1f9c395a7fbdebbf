"""What submitting would freeze now (R1), and which criteria it would put to the assessors (R12)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lapel.journey.catalogue.queries import criteria, questions
from lapel.journey.evidence.models import Artefact
from lapel.journey.evidence.queries.drafts import last_decided, open_places, still_open
from lapel.journey.evidence.queries.refreshes import asked_criteria
from lapel.journey.evidence.queries.team import brought, contribution_key, team_sizes
from lapel.journey.redaction.queries import edition_of

if TYPE_CHECKING:
    from lapel.journey.evidence.models import Draft
    from lapel.journey.files.models import Derivative, StoredFile

Contents = dict[str, Any]


def to_freeze(draft: Draft) -> Contents:
    """Give a manifest's `answers` and `artefacts` for the draft as it stands."""
    texts = dict(draft.answers.values_list("question", "text"))
    kept = _carried_from_colleagues(draft)
    known = {each["id"] for each in kept}
    artefacts = [each for each in brought(draft) if str(each.pk) not in known]
    sizes = team_sizes(artefacts)
    entries = [_entry(each) | _team(each, sizes.get(each.pk, 1), texts) for each in artefacts]
    return {
        "answers": [
            {"question": key, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            for key, _question in questions(draft.enrolment.version)
            if (text := texts.get(key, ""))
        ],
        "artefacts": sorted([*entries, *kept], key=lambda each: str(each["slot"])),
    }


def _team(artefact: Artefact, size: int, texts: dict[str, str]) -> dict[str, Any]:
    """Say of a piece that is shared by how many, and what her own part was; no names (R5, R24)."""
    if size == 1:
        return {}
    return {"team": size, "contribution": texts.get(contribution_key(artefact.pk), "")}


def _carried_from_colleagues(draft: Draft) -> list[dict[str, Any]]:
    """Give colleagues' pieces where all that reads them is met, as she handed them in (R12).

    What their owners do with them since takes nothing from her that was shown.
    """
    decided = last_decided(draft)
    if decided is None:
        return []
    still = open_places(draft)
    shared = [
        each
        for each in decided.manifest["artefacts"]
        if "team" in each and each["slot"] not in still
    ]
    hers = set(Artefact.objects.filter(draft=draft).values_list("pk", flat=True))
    return [each for each in shared if UUID(each["id"]) not in hers]


def _entry(artefact: Artefact) -> dict[str, Any]:
    file = artefact.file
    shown = seen_by_others(artefact)
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


def seen_by_others(artefact: Artefact) -> list[Derivative]:
    """Give what others may see of a piece and its captions, as it stands now."""
    captions = _to_be_seen(artefact.captions) if artefact.captions else []
    return [*_to_be_seen(artefact.file), *captions]


def _to_be_seen(file: StoredFile) -> list[Derivative]:
    """Give the derivatives in which everything is covered that is to be (R1, R3)."""
    edition = edition_of(file)
    return [each for each in file.derivatives.all() if each.edition == edition]


def to_score(draft: Draft, contents: Contents) -> list[str]:
    """Criteria not yet 'yes', and those whose evidence changed since they were (R12).

    Of a refresh only what it asks for: the rest was decided on other evidence (R20).
    """
    still, asked = set(still_open(draft)), asked_criteria(draft)
    decided = last_decided(draft)
    changed = _changed(decided.manifest, contents) if decided else set()
    return [
        criterion["key"]
        for criterion in criteria(draft.enrolment.version)
        if criterion["key"] in still
        or (criterion["key"] in asked and changed & set(criterion["reads"]))
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
