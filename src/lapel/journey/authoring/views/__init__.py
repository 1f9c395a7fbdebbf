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

__all__ = [
    "Bring",
    "Brought",
    "Draft",
    "Framework",
    "Import",
    "Publish",
    "PublishStack",
    "discard",
    "discard_framework",
    "draft_document",
    "frameworks",
    "index",
    "preview",
    "revise",
    "version_document",
]
