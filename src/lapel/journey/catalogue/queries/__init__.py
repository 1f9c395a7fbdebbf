"""Reads: the shelves and their search, a version's content, stacks, and the framework's map."""

from lapel.journey.catalogue.queries.content import (
    artefact_slots,
    criteria,
    exemplars_of,
    modules,
    parts,
    questions,
)
from lapel.journey.catalogue.queries.framework import CompetencyMap, competency_map
from lapel.journey.catalogue.queries.markdown import rendered
from lapel.journey.catalogue.queries.shelves import (
    Choice,
    Facet,
    Filters,
    facets,
    matching,
    published,
)
from lapel.journey.catalogue.queries.stacks import all_stacks, stacks_with
from lapel.journey.catalogue.queries.versions import (
    as_version,
    prerequisites_of,
    unpublished_prerequisites,
    versions_of,
    what_changed,
)

__all__ = [
    "Choice",
    "CompetencyMap",
    "Facet",
    "Filters",
    "all_stacks",
    "artefact_slots",
    "as_version",
    "competency_map",
    "criteria",
    "exemplars_of",
    "facets",
    "matching",
    "modules",
    "parts",
    "prerequisites_of",
    "published",
    "questions",
    "rendered",
    "stacks_with",
    "unpublished_prerequisites",
    "versions_of",
    "what_changed",
]
