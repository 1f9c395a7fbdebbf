"""What a version lets a team share (R24), and what is scored once because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries.shelves import artefact_slots, criteria

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version


def team_slots(version: Version) -> set[str]:
    """Give the places, `part.artefact`, whose pieces of evidence a team may share."""
    if not version.content.get("team_allowed"):
        return set()
    return {name for name, slot in artefact_slots(version) if slot.get("team")}


def team_criteria(version: Version) -> list[str]:
    """Give the keys of the criteria that read such places alone; they are scored once."""
    shared = team_slots(version)
    return [each["key"] for each in criteria(version) if shared and set(each["reads"]) <= shared]
