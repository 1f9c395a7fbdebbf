"""The CASE service described: its operations and the fields of its documents, as OpenAPI 3.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from lapel.domain.frameworks import as_1_0
from lapel.domain.frameworks.asking import MOST, USUAL

if TYPE_CHECKING:
    from collections.abc import Collection

Json = dict[str, Any]
# Kind in the path → what is answered (CASE 1.1 REST, §3.3): the operation and its schema.
KINDS = {
    "CFDocuments": ("getCFDocument", "CFDocument"),
    "CFPackages": ("getCFPackage", "CFPackage"),
    "CFItems": ("getCFItem", "CFItem"),
    "CFItemAssociations": ("getCFItemAssociations", "CFAssociationSet"),
    "CFAssociations": ("getCFAssociation", "CFAssociation"),
    "CFRubrics": ("getCFRubric", "CFRubric"),
    "CFSubjects": ("getCFSubject", "CFSubjectSet"),
    "CFConcepts": ("getCFConcept", "CFConceptSet"),
    "CFItemTypes": ("getCFItemType", "CFItemTypeSet"),
    "CFLicenses": ("getCFLicense", "CFLicense"),
    "CFAssociationGroupings": ("getCFAssociationGrouping", "CFAssociationGrouping"),
}
_DEFINED = ("identifier", "uri", "title", "description", "lastChangeDateTime")
_STATUS = ("statusStartDate", "statusEndDate")
# The standard's fields in its order; those that it requires bear a star.
FIELDS: dict[str, tuple[str, ...]] = {
    "CFDocument": (
        *("identifier*", "uri*", "frameworkType", "caseVersion", "creator*", "title*"),
        *("lastChangeDateTime*", "officialSourceURL", "publisher", "description", "subject"),
        *("subjectURI", "language", "version", "adoptionStatus", *_STATUS, "licenseURI"),
        *("notes", "extensions", "CFPackageURI*"),
    ),
    "CFItem": (
        *("identifier*", "fullStatement*", "alternativeLabel", "CFItemType", "uri*"),
        *("humanCodingScheme", "listEnumeration", "abbreviatedStatement", "conceptKeywords"),
        *("conceptKeywordsURI", "notes", "subject", "subjectURI", "language", "educationLevel"),
        *("CFItemTypeURI", "licenseURI", *_STATUS, "lastChangeDateTime*", "extensions"),
        "CFDocumentURI*",
    ),
    "CFAssociation": (
        *("identifier*", "associationType*", "sequenceNumber", "uri*", "originNodeURI*"),
        *("destinationNodeURI*", "CFAssociationGroupingURI", "lastChangeDateTime*", "notes"),
        *("extensions", "CFDocumentURI"),
    ),
    "CFRubric": (
        *("identifier*", "uri*", "title", "description", "lastChangeDateTime*"),
        *("CFRubricCriteria", "extensions"),
    ),
    "CFPackage": (
        *("CFDocument*", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"),
        "extensions",
    ),
    "CFAssociationSet": ("CFItem*", "CFAssociations*"),
    "CFSubjectSet": ("CFSubjects*",),
    "CFConceptSet": ("CFConcepts*",),
    "CFItemTypeSet": ("CFItemTypes*",),
    "CFLicense": (*(f"{each}*" for each in _DEFINED if each != "description"), "licenseText*"),
    "CFAssociationGrouping": _DEFINED,
    "CFDocumentSet": ("CFDocuments*",),
    "imsx_StatusInfo": (
        *("imsx_codeMajor*", "imsx_severity*", "imsx_description", "imsx_codeMinor"),
    ),
}
_OBJECTS = frozenset({"CFItem", "CFDocument", "CFDefinitions", "extensions", "imsx_codeMinor"})
_LISTS = frozenset({"subject", "conceptKeywords", "educationLevel", "subjectURI"})


def fields_of(kind: str, version: str) -> Collection[str]:
    """Give the fields that a document of this kind can have in a version."""
    names = dict.fromkeys(each.removesuffix("*") for each in FIELDS[kind])
    return as_1_0(names, kind) if version == "v1p0" else names


def openapi(version: str) -> Json:
    """Describe what is served under a version's path."""
    base = f"/ims/case/{version}"
    paths = {"/CFDocuments": _operation("getAllCFDocuments", "CFDocumentSet", _query())}
    for kind, (name, schema) in KINDS.items():
        paths[f"/{kind}/{{sourcedId}}"] = _operation(name, schema, [_SOURCED_ID])
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Competencies and Academic Standards Exchange (CASE)",
            "version": "1.1" if version == "v1p1" else "1.0",
            "description": "Lapel's competencies and rubrics, read only and open to all.",
        },
        "servers": [{"url": f"{settings.BASE_URL}{base}"}],
        "paths": paths,
        "components": {"schemas": {kind: _schema(kind, version) for kind in FIELDS}},
    }


_SOURCED_ID = {
    "name": "sourcedId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}


def _query() -> list[Json]:
    number = {"type": "integer", "minimum": 0}
    text = {"type": "string"}
    schemas: dict[str, Json] = {
        "limit": {**number, "minimum": 1, "maximum": MOST, "default": USUAL},
        "offset": {**number, "default": 0},
        "sort": text,
        "orderBy": {**text, "enum": ["asc", "desc"]},
        "filter": text,
        "fields": text,
    }
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in schemas.items()
    ]


def _operation(name: str, schema: str, parameters: list[Json]) -> Json:
    def told(of: str) -> Json:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{of}"}}}

    refused = {"description": "Refused.", "content": told("imsx_StatusInfo")}
    answers = {"200": {"description": "As asked.", "content": told(schema)}}
    answers |= {"400": refused} if name == "getAllCFDocuments" else {"404": refused}
    return {"get": {"operationId": name, "parameters": parameters, "responses": answers}}


def _schema(kind: str, version: str) -> Json:
    names = fields_of(kind, version)
    required = [each.removesuffix("*") for each in FIELDS[kind] if each.endswith("*")]
    return {
        "type": "object",
        "properties": {name: _type(name) for name in names},
        **({"required": required} if required else {}),
    }


def _type(name: str) -> Json:
    if name in _OBJECTS or (name.endswith("URI") and name not in _LISTS):
        return {"type": "object"}
    if name in _LISTS or (name.startswith("CF") and name.endswith(("s", "Criteria"))):
        return {"type": "array", "items": {}}
    return {"type": "integer"} if name == "sequenceNumber" else {"type": "string"}
