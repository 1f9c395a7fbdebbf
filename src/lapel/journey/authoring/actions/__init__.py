"""Writes of authoring: one verb per file."""

from lapel.journey.authoring.actions.align_draft import align_draft
from lapel.journey.authoring.actions.bring_framework import (
    bring_framework,
    put_away,
    take_brought,
)
from lapel.journey.authoring.actions.discard_draft import discard_draft
from lapel.journey.authoring.actions.import_document import import_document
from lapel.journey.authoring.actions.levels import (
    StaleLevelsError,
    forget_levels,
    keep_level,
    publish_levels,
    put_levels_away,
    review_levels,
    write_levels,
)
from lapel.journey.authoring.actions.publish_draft import publish_draft
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.actions.save_draft import save_draft

__all__ = [
    "Refusal",
    "StaleLevelsError",
    "align_draft",
    "bring_framework",
    "discard_draft",
    "forget_levels",
    "import_document",
    "keep_level",
    "publish_draft",
    "publish_levels",
    "put_away",
    "put_levels_away",
    "review_levels",
    "save_draft",
    "take_brought",
    "write_levels",
]
