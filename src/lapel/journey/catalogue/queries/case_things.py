"""Competencies, what connects and defines them, and rubrics, as CASE 1.1 writes each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lapel.journey.catalogue.queries.case_names import (
    Json,
    case_address,
    competency_link,
    competency_name,
    competency_uri,
    document_link,
    licence_link,
    link,
    moment,
    named,
)
from lapel.journey.catalogue.queries.shelves import OUTCOMES, criteria

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lapel.journey.catalogue.models import Competency, Version

_QUALITY = {"yes": "Yes", "almost": "Almost", "not_yet": "Not yet"}
LICENCE_TEXT = "https://creativecommons.org/licenses/by/4.0/legalcode"


def item(competency: Competency) -> Json:
    """Write a competency as a CFItem."""
    name, kind = competency_name(competency), named("item type")
    return {
        "identifier": str(name),
        "fullStatement": competency.statement,
        "CFItemType": "Competency",
        "uri": competency_uri(competency),
        "humanCodingScheme": competency.code,
        "abbreviatedStatement": competency.title,
        "language": "en",
        "CFItemTypeURI": link("Competency", kind, case_address("CFItemTypes", kind)),
        "licenseURI": licence_link(),
        "lastChangeDateTime": moment(competency.changed_at),
    }


def associations(competencies: list[Competency]) -> Iterator[Json]:
    """Write what is part of the framework, and what builds on what."""
    by_code = {each.code: each for each in competencies}
    for number, each in enumerate(competencies, 1):
        yield _association("isChildOf", each, document_link(), each.changed_at, number)
        for code in each.prerequisites:
            if before := by_code.get(code):
                changed = max(each.changed_at, before.changed_at)
                yield _association("precedes", before, competency_link(each), changed)


def _association(
    kind: str, origin: Competency, destination: Json, changed: datetime, number: int = 0
) -> Json:
    name = named("association", kind, origin.code, destination["identifier"])
    grouping = named("grouping")
    address = case_address("CFAssociationGroupings", grouping)
    return {
        "identifier": str(name),
        "associationType": kind,
        **({"sequenceNumber": number} if number else {}),
        "uri": case_address("CFAssociations", name),
        "originNodeURI": {**competency_link(origin), "targetType": "CASE"},
        "destinationNodeURI": {**destination, "targetType": "CASE"},
        **(
            {"CFAssociationGroupingURI": link("What builds on what", grouping, address)}
            if kind == "precedes"
            else {}
        ),
        "lastChangeDateTime": moment(changed),
    }


def _defined(kind: str, name: uuid.UUID, title: str, changed: str, **more: str) -> Json:
    return {
        "identifier": str(name),
        "uri": case_address(kind, name),
        "title": title,
        **more,
        "lastChangeDateTime": changed,
    }


def subject(changed: str) -> Json:
    """Define the one subject."""
    return _defined("CFSubjects", named("subject"), "Teacher education", changed, hierarchyCode="1")


def licence(changed: str) -> Json:
    """Define the licence."""
    return _defined("CFLicenses", named("licence"), "CC BY 4.0", changed, licenseText=LICENCE_TEXT)


def item_type(changed: str) -> Json:
    """Define what kind of item a competency is."""
    about = "What a teacher can do, shown in her own class."
    return _defined(
        "CFItemTypes",
        named("item type"),
        "Competency",
        changed,
        description=about,
        hierarchyCode="1",
    )


def grouping(changed: str) -> Json:
    """Define the group of what builds on what."""
    about = "The order in which competencies are better learnt."
    return _defined(
        "CFAssociationGroupings",
        named("grouping"),
        "What builds on what",
        changed,
        description=about,
    )


def rubric(version: Version) -> Json:
    """Write a version's rubric as a CFRubric, its levels from the best down."""
    return {
        "identifier": str(version.pk),
        "uri": case_address("CFRubrics", version.pk),
        "title": f"{version.title} (version {version.number})",
        "description": version.summary,
        "lastChangeDateTime": moment(version.published_at),
        "CFRubricCriteria": [
            _criterion(version, number, line) for number, line in enumerate(criteria(version), 1)
        ],
    }


def _criterion(version: Version, number: int, line: Json) -> Json:
    name = uuid.uuid5(version.pk, line["key"])
    rubric = case_address("CFRubrics", version.pk)
    return {
        "identifier": str(name),
        "uri": f"{rubric}#{line['key']}",
        "category": "Required" if line["required"] else "Optional",
        "description": line["title"],
        "CFItemURI": competency_link(version.competency),
        "position": number,
        "rubricId": str(version.pk),
        "lastChangeDateTime": moment(version.published_at),
        "CFRubricCriterionLevels": [
            {
                "identifier": str(uuid.uuid5(name, level)),
                "uri": f"{rubric}#{line['key']}-{level}",
                "description": line["levels"][level],
                "quality": _QUALITY[level],
                "position": place,
                "rubricCriterionId": str(name),
                "lastChangeDateTime": moment(version.published_at),
            }
            for place, level in enumerate(OUTCOMES, 1)
        ],
    }
