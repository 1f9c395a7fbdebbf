"""How documents, frameworks and levels come in."""

from lapel.journey.authoring.forms.documents import (
    BringForm,
    ImportForm,
    PickForm,
    StackForm,
    TextForm,
)
from lapel.journey.authoring.forms.levels import LevelsForm, fits_the_form
from lapel.journey.authoring.forms.levels_document import DocumentForm, as_text
from lapel.journey.authoring.forms.levels_read import LevelsReviewForm, PreviewForm

__all__ = [
    "BringForm",
    "DocumentForm",
    "ImportForm",
    "LevelsForm",
    "LevelsReviewForm",
    "PickForm",
    "PreviewForm",
    "StackForm",
    "TextForm",
    "as_text",
    "fits_the_form",
]
