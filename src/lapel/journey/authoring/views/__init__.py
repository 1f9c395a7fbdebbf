"""Pages of the room: documents on their way, and frameworks that are brought."""

from lapel.journey.authoring.views.documents import (
    Draft,
    Import,
    Publish,
    PublishStack,
    discard,
    draft_document,
    index,
    preview,
    revise,
    version_document,
)
from lapel.journey.authoring.views.frameworks import (
    Bring,
    Brought,
    Framework,
    discard_framework,
    frameworks,
)
from lapel.journey.authoring.views.levels import (
    BringLevels,
    PublishLevels,
    WriteLevels,
    levels,
    levels_document,
    levels_of,
    put_levels_away,
    review_levels,
)

__all__ = [
    "Bring",
    "BringLevels",
    "Brought",
    "Draft",
    "Framework",
    "Import",
    "Publish",
    "PublishLevels",
    "PublishStack",
    "WriteLevels",
    "discard",
    "discard_framework",
    "draft_document",
    "frameworks",
    "index",
    "levels",
    "levels_document",
    "levels_of",
    "preview",
    "put_levels_away",
    "review_levels",
    "revise",
    "version_document",
]
