"""What a version's content holds, in the words of the import format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version

Item = dict[str, Any]


def parts(version: Version) -> list[Item]:
    """Give the parts of the evidence in order."""
    found: list[Item] = version.content["parts"]
    return found


def criteria(version: Version) -> list[Item]:
    """Give the rubric's criteria in order: key, title, required, reads, levels."""
    found: list[Item] = version.content["rubric"]
    return found


def questions(version: Version) -> list[tuple[str, Item]]:
    """Give every question with its name `part.question`."""
    return [
        (f"{part['key']}.{question['key']}", question)
        for part in parts(version)
        for question in part.get("questions", [])
    ]


def artefact_slots(version: Version) -> list[tuple[str, Item]]:
    """Give every kind of artefact that is asked for, with its name `part.artefact`."""
    return [
        (f"{part['key']}.{slot['key']}", slot)
        for part in parts(version)
        for slot in part.get("artefacts", [])
    ]


def modules(version: Version) -> list[Item]:
    """Give the modules in order."""
    found: list[Item] = version.content.get("modules", [])
    return found


def exemplars_of(version: Version, criterion: str) -> list[Item]:
    """Give a criterion's exemplars, the highest level first."""
    order = ("yes", "almost", "not_yet")
    found = [
        each for each in version.content.get("exemplars", []) if each["criterion"] == criterion
    ]
    return sorted(found, key=lambda each: order.index(each["level"]))
