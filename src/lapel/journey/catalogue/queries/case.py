"""Our own competencies and rubrics in the words of CASE 1.1 (1EdTech, information model).

One document holds the competencies; the rubrics of what is published now stand beside them. A
rubric keeps its identifier and address for good, since a published version never changes.
"""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, Max

from lapel.journey.catalogue.models import Competency, Version
from lapel.journey.catalogue.queries.shelves import OUTCOMES, criteria

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

Json = dict[str, Any]
FRAMEWORK = "Lapel Teaching Competencies"
PATH = "/ims/case/v1p1"
# Names that are the same on every instance: the framework is one, wherever it is served.
_COMPETENCIES = uuid.UUID("4e0ab6f3-2c8b-5d0a-9a52-9c1c5e0d6f10")
_QUALITY = {"yes": "Yes", "almost": "Almost", "not_yet": "Not yet"}
LICENCE_TEXT = "https://creativecommons.org/licenses/by/4.0/legalcode"


def competency_name(competency: Competency) -> uuid.UUID:
    """Give a competency's name in addresses; the same on every instance."""
    return uuid.uuid5(_COMPETENCIES, competency.code)


def document_name() -> uuid.UUID:
    """Give the identifier of the framework's CFDocument, which its package shares."""
    return _named("document")


def case_address(kind: str, name: uuid.UUID | str) -> str:
    """Give the address of a thing of CASE, as in CFRubrics; the same for both versions."""
    return f"{settings.BASE_URL}{PATH}/{kind}/{name}"


def _named(*words: str) -> uuid.UUID:
    return uuid.uuid5(_COMPETENCIES, "/".join(words))


def _link(title: str, name: uuid.UUID, uri: str) -> Json:
    return {"title": title, "identifier": str(name), "uri": uri}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _published() -> QuerySet[Version]:
    """Give the versions that are on the shelves now."""
    found = Version.objects.filter(
        microcredential__current=F("pk"), microcredential__retired_at__isnull=True
    )
    return found.select_related("competency").order_by("microcredential__slug")


def _changed() -> datetime | None:
    """Tell when the document last changed; None while there are no competencies."""
    words: datetime | None = Competency.objects.aggregate(last=Max("changed_at"))["last"]
    rubrics: datetime | None = _published().aggregate(last=Max("published_at"))["last"]
    return max(words, rubrics) if words and rubrics else words


def case_document() -> Json | None:
    """Give the CFDocument; None while there is no competency to speak of."""
    head = _head()
    if head is None:
        return None
    name = document_name()
    return {**head, "CFPackageURI": _link(FRAMEWORK, name, case_address("CFPackages", name))}


def _head() -> Json | None:
    changed = _changed()
    if changed is None:
        return None
    name = document_name()
    return {
        "identifier": str(name),
        "uri": case_address("CFDocuments", name),
        "caseVersion": "1.1",
        "creator": "Lapel",
        "title": FRAMEWORK,
        "lastChangeDateTime": _moment(changed),
        "officialSourceURL": f"{settings.BASE_URL}/catalogue/framework/",
        "description": "Fifteen competencies of teachers, with the rubrics by which they are"
        " assessed here.",
        "subject": ["Teacher education"],
        "subjectURI": [_link("Teacher education", _named("subject"), _subject_uri())],
        "language": "en",
        "adoptionStatus": "Adopted",
        "licenseURI": _licence_link(),
    }


def _subject_uri() -> str:
    return case_address("CFSubjects", _named("subject"))


def _licence_link() -> Json:
    name = _named("licence")
    return _link("CC BY 4.0", name, case_address("CFLicenses", name))


def _document_link() -> Json:
    name = document_name()
    return _link(FRAMEWORK, name, case_address("CFDocuments", name))


def case_package() -> Json | None:
    """Give the whole package: document, items, associations, definitions and rubrics."""
    head = _head()
    if head is None:
        return None
    competencies = list(Competency.objects.order_by("code"))
    changed = head["lastChangeDateTime"]
    return {
        "CFDocument": head,
        "CFItems": [_item(each) for each in competencies],
        "CFAssociations": list(_associations(competencies)),
        "CFDefinitions": {
            "CFSubjects": [_subject(changed)],
            "CFLicenses": [_licence(changed)],
            "CFItemTypes": [_item_type(changed)],
            "CFAssociationGroupings": [_grouping(changed)],
        },
        "CFRubrics": [_rubric(each) for each in _published()],
    }


def _item(competency: Competency) -> Json:
    name, kind = competency_name(competency), _named("item type")
    return {
        "identifier": str(name),
        "fullStatement": competency.statement,
        "CFItemType": "Competency",
        "uri": competency_uri(competency),
        "humanCodingScheme": competency.code,
        "abbreviatedStatement": competency.title,
        "language": "en",
        "CFItemTypeURI": _link("Competency", kind, case_address("CFItemTypes", kind)),
        "licenseURI": _licence_link(),
        "lastChangeDateTime": _moment(competency.changed_at),
    }


def competency_uri(competency: Competency) -> str:
    """Give the address that badges name; it is a competency's URI in CASE too."""
    return f"{settings.BASE_URL}/id/competency/{competency_name(competency)}"


def _associations(competencies: list[Competency]) -> Iterator[Json]:
    by_code = {each.code: each for each in competencies}
    for number, each in enumerate(competencies, 1):
        yield _association("isChildOf", each, _document_link(), each.changed_at, number)
        for code in each.prerequisites:
            if before := by_code.get(code):
                changed = max(each.changed_at, before.changed_at)
                yield _association("precedes", before, _competency_link(each), changed)


def _competency_link(competency: Competency) -> Json:
    name = competency_name(competency)
    return _link(competency.title, name, competency_uri(competency))


def _association(
    kind: str, origin: Competency, destination: Json, changed: datetime, number: int = 0
) -> Json:
    name = _named("association", kind, origin.code, destination["identifier"])
    grouping = _named("grouping")
    address = case_address("CFAssociationGroupings", grouping)
    return {
        "identifier": str(name),
        "associationType": kind,
        **({"sequenceNumber": number} if number else {}),
        "uri": case_address("CFAssociations", name),
        "originNodeURI": {**_competency_link(origin), "targetType": "CASE"},
        "destinationNodeURI": {**destination, "targetType": "CASE"},
        **(
            {"CFAssociationGroupingURI": _link("What builds on what", grouping, address)}
            if kind == "precedes"
            else {}
        ),
        "lastChangeDateTime": _moment(changed),
    }


def _defined(kind: str, name: uuid.UUID, title: str, changed: str, **more: str) -> Json:
    return {
        "identifier": str(name),
        "uri": case_address(kind, name),
        "title": title,
        **more,
        "lastChangeDateTime": changed,
    }


def _subject(changed: str) -> Json:
    return _defined(
        "CFSubjects", _named("subject"), "Teacher education", changed, hierarchyCode="1"
    )


def _licence(changed: str) -> Json:
    return _defined("CFLicenses", _named("licence"), "CC BY 4.0", changed, licenseText=LICENCE_TEXT)


def _item_type(changed: str) -> Json:
    about = "What a teacher can do, shown in her own class."
    return _defined(
        "CFItemTypes",
        _named("item type"),
        "Competency",
        changed,
        description=about,
        hierarchyCode="1",
    )


def _grouping(changed: str) -> Json:
    about = "The order in which competencies are better learnt."
    return _defined(
        "CFAssociationGroupings",
        _named("grouping"),
        "What builds on what",
        changed,
        description=about,
    )


def _rubric(version: Version) -> Json:
    return {
        "identifier": str(version.pk),
        "uri": case_address("CFRubrics", version.pk),
        "title": f"{version.title} (version {version.number})",
        "description": version.summary,
        "lastChangeDateTime": _moment(version.published_at),
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
        "CFItemURI": _competency_link(version.competency),
        "position": number,
        "rubricId": str(version.pk),
        "lastChangeDateTime": _moment(version.published_at),
        "CFRubricCriterionLevels": [
            {
                "identifier": str(uuid.uuid5(name, level)),
                "uri": f"{rubric}#{line['key']}-{level}",
                "description": line["levels"][level],
                "quality": _QUALITY[level],
                "position": place,
                "rubricCriterionId": str(name),
                "lastChangeDateTime": _moment(version.published_at),
            }
            for place, level in enumerate(OUTCOMES, 1)
        ],
    }


def case_thing(kind: str, name: uuid.UUID) -> Json | None:
    """Give one thing by its kind (as in CFItems) and identifier; None where there is none.

    CFItemAssociations, CFConcepts, CFSubjects and CFItemTypes are sets (CASE 1.1 REST, §3.3).
    """
    return _FIND[kind](name)


def _one_item(name: uuid.UUID) -> Json | None:
    found = _competency(name)
    return {**_item(found), "CFDocumentURI": _document_link()} if found else None


def _competency(name: uuid.UUID) -> Competency | None:
    return next((each for each in Competency.objects.all() if competency_name(each) == name), None)


def _item_associations(name: uuid.UUID) -> Json | None:
    item = _one_item(name)
    if item is None:
        return None
    ends = ("originNodeURI", "destinationNodeURI")
    found = [
        each
        for each in _associations(list(Competency.objects.order_by("code")))
        if str(name) in {each[end]["identifier"] for end in ends}
    ]
    return {"CFItem": item, "CFAssociations": found}


def _one_association(name: uuid.UUID) -> Json | None:
    found = _associations(list(Competency.objects.order_by("code")))
    one = next((each for each in found if each["identifier"] == str(name)), None)
    return {**one, "CFDocumentURI": _document_link()} if one else None


def _one_rubric(name: uuid.UUID) -> Json | None:
    found = Version.objects.filter(pk=name).select_related("competency").first()
    return _rubric(found) if found else None


def _one_defined(word: str, make: Callable[[str], Json], group: str = "") -> Any:
    def find(name: uuid.UUID) -> Json | None:
        head = _head() if name == _named(word) else None
        if head is None:
            return None
        found = make(head["lastChangeDateTime"])
        return {group: [found]} if group else found

    return find


_FIND: dict[str, Callable[[uuid.UUID], Json | None]] = {
    "CFDocuments": lambda name: case_document() if name == document_name() else None,
    "CFPackages": lambda name: case_package() if name == document_name() else None,
    "CFItems": _one_item,
    "CFItemAssociations": _item_associations,
    "CFAssociations": _one_association,
    "CFRubrics": _one_rubric,
    "CFSubjects": _one_defined("subject", _subject, "CFSubjects"),
    "CFConcepts": lambda _name: None,  # the framework defines none
    "CFItemTypes": _one_defined("item type", _item_type, "CFItemTypes"),
    "CFLicenses": _one_defined("licence", _licence),
    "CFAssociationGroupings": _one_defined("grouping", _grouping),
}
