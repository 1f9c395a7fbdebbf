"""How competencies, rubrics and definitions are named and linked as CASE has it."""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime

    from lapel.journey.catalogue.models import Competency

Json = dict[str, Any]
FRAMEWORK = "Lapel Teaching Competencies"
PATH = "/ims/case/v1p1"
# Names that are the same on every instance: the framework is one, wherever it is served.
_COMPETENCIES = uuid.UUID("4e0ab6f3-2c8b-5d0a-9a52-9c1c5e0d6f10")


def competency_name(competency: Competency) -> uuid.UUID:
    """Give a competency's name in addresses; the same on every instance."""
    return uuid.uuid5(_COMPETENCIES, competency.code)


def document_name() -> uuid.UUID:
    """Give the identifier of the framework's CFDocument, which its package shares."""
    return named("document")


def case_address(kind: str, name: uuid.UUID | str) -> str:
    """Give the address of a thing of CASE, as in CFRubrics; the same for both versions."""
    return f"{settings.BASE_URL}{PATH}/{kind}/{name}"


def named(*words: str) -> uuid.UUID:
    """Name a thing of the framework by words, the same on every instance."""
    return uuid.uuid5(_COMPETENCIES, "/".join(words))


def link(title: str, name: uuid.UUID, uri: str) -> Json:
    """Write a LinkURI (CASE 1.1, §4)."""
    return {"title": title, "identifier": str(name), "uri": uri}


def moment(when: datetime) -> str:
    """Write a moment to the second, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def subject_uri() -> str:
    """Give the address of the one subject."""
    return case_address("CFSubjects", named("subject"))


def licence_link() -> Json:
    """Link to the licence of all that is served."""
    name = named("licence")
    return link("CC BY 4.0", name, case_address("CFLicenses", name))


def document_link() -> Json:
    """Link to the framework's document."""
    name = document_name()
    return link(FRAMEWORK, name, case_address("CFDocuments", name))


def competency_uri(competency: Competency) -> str:
    """Give the address that badges name; it is a competency's URI in CASE too."""
    return f"{settings.BASE_URL}/id/competency/{competency_name(competency)}"


def competency_link(competency: Competency) -> Json:
    """Link to a competency."""
    name = competency_name(competency)
    return link(competency.title, name, competency_uri(competency))
