"""Writes of authoring: one verb per file."""

from lapel.journey.authoring.actions.align_draft import align_draft
from lapel.journey.authoring.actions.bring_framework import (
    bring_framework,
    put_away,
    take_brought,
)
from lapel.journey.authoring.actions.discard_draft import discard_draft
from lapel.journey.authoring.actions.import_document import import_document
from lapel.journey.authoring.actions.publish_draft import publish_draft
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.actions.save_draft import save_draft

__all__ = [
    "Refusal",
    "align_draft",
    "bring_framework",
    "discard_draft",
    "import_document",
    "publish_draft",
    "put_away",
    "save_draft",
    "take_brought",
]
