"""Our own competencies and rubrics in the words of CASE 1.1 (1EdTech, information model).

One document holds the competencies; the rubrics of what is published now stand beside them. A
rubric keeps its identifier and address for good, since a published version never changes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, Max

from lapel.journey.catalogue.models import Competency, Version
from lapel.journey.catalogue.queries.case_names import (
    FRAMEWORK,
    Json,
    case_address,
    competency_name,
    document_link,
    document_name,
    licence_link,
    link,
    moment,
    named,
    subject_uri,
)
from lapel.journey.catalogue.queries.case_things import (
    associations,
    grouping,
    item,
    item_type,
    licence,
    rubric,
    subject,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet


def case_revision() -> str:
    """Give a text that changes with whatever is served, at the cost of two short queries."""
    words = Competency.objects.aggregate(last=Max("changed_at"), count=Count("pk"))
    shelves = [str(pk) for pk in _published().values_list("pk", flat=True)]
    told = [settings.BASE_URL, str(words["last"]), str(words["count"]), *shelves]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _published() -> QuerySet[Version]:
    """Give the versions that are on the shelves now."""
    found = Version.objects.filter(
        microcredential__current=F("pk"), microcredential__retired_at__isnull=True
    )
    return found.select_related("competency").order_by("microcredential__slug")


def _changed() -> tuple[datetime | None, int]:
    """Tell when the document last changed, and how many competencies it has; None for none."""
    words = Competency.objects.aggregate(last=Max("changed_at"), count=Count("pk"))
    rubrics = _published().aggregate(last=Max("published_at"))
    moments = [each["last"] for each in (words, rubrics) if each["last"]]
    return (max(moments) if words["last"] else None), words["count"]


def case_document() -> Json | None:
    """Give the CFDocument; None while there is no competency to speak of."""
    head = _head()
    if head is None:
        return None
    name = document_name()
    return {**head, "CFPackageURI": link(FRAMEWORK, name, case_address("CFPackages", name))}


def _head() -> Json | None:
    changed, count = _changed()
    if changed is None:
        return None
    name = document_name()
    return {
        "identifier": str(name),
        "uri": case_address("CFDocuments", name),
        "caseVersion": "1.1",
        "creator": "Lapel",
        "title": FRAMEWORK,
        "lastChangeDateTime": moment(changed),
        "officialSourceURL": f"{settings.BASE_URL}/catalogue/framework/",
        "description": f"{count} competencies of teachers, with the rubrics by which they are"
        " assessed here.",
        "subject": ["Teacher education"],
        "subjectURI": [link("Teacher education", named("subject"), subject_uri())],
        "language": "en",
        "adoptionStatus": "Adopted",
        "licenseURI": licence_link(),
    }


def case_package() -> Json | None:
    """Give the whole package: document, items, associations, definitions and rubrics."""
    head = _head()
    if head is None:
        return None
    competencies = list(Competency.objects.order_by("code"))
    changed = head["lastChangeDateTime"]
    return {
        "CFDocument": head,
        "CFItems": [item(each) for each in competencies],
        "CFAssociations": list(associations(competencies)),
        "CFDefinitions": {
            "CFSubjects": [subject(changed)],
            "CFLicenses": [licence(changed)],
            "CFItemTypes": [item_type(changed)],
            "CFAssociationGroupings": [grouping(changed)],
        },
        "CFRubrics": [rubric(each) for each in _published()],
    }


def case_thing(kind: str, name: uuid.UUID) -> Json | None:
    """Give one thing by its kind (as in CFItems) and identifier; None where there is none.

    CFItemAssociations, CFConcepts, CFSubjects and CFItemTypes are sets (CASE 1.1 REST, §3.3).
    """
    return _FIND[kind](name)


def _one_item(name: uuid.UUID) -> Json | None:
    found = _competency(name)
    return {**item(found), "CFDocumentURI": document_link()} if found else None


def _competency(name: uuid.UUID) -> Competency | None:
    return next((each for each in Competency.objects.all() if competency_name(each) == name), None)


def _item_associations(name: uuid.UUID) -> Json | None:
    item = _one_item(name)
    if item is None:
        return None
    ends = ("originNodeURI", "destinationNodeURI")
    found = [
        each
        for each in associations(list(Competency.objects.order_by("code")))
        if str(name) in {each[end]["identifier"] for end in ends}
    ]
    return {"CFItem": item, "CFAssociations": found}


def _one_association(name: uuid.UUID) -> Json | None:
    found = associations(list(Competency.objects.order_by("code")))
    one = next((each for each in found if each["identifier"] == str(name)), None)
    return {**one, "CFDocumentURI": document_link()} if one else None


def _one_rubric(name: uuid.UUID) -> Json | None:
    found = Version.objects.filter(pk=name).select_related("competency").first()
    return rubric(found) if found else None


def _one_defined(word: str, make: Callable[[str], Json], group: str = "") -> Any:
    def find(name: uuid.UUID) -> Json | None:
        head = _head() if name == named(word) else None
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
    "CFSubjects": _one_defined("subject", subject, "CFSubjects"),
    "CFConcepts": lambda _name: None,  # the framework defines none
    "CFItemTypes": _one_defined("item type", item_type, "CFItemTypes"),
    "CFLicenses": _one_defined("licence", licence),
    "CFAssociationGroupings": _one_defined("grouping", grouping),
}
