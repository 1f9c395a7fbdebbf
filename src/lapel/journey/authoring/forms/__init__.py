"""How documents, frameworks and levels come in."""

from lapel.journey.authoring.forms.documents import (
    BringForm,
    ImportForm,
    PickForm,
    StackForm,
    TextForm,
)
from lapel.journey.authoring.forms.levels import (
    DocumentForm,
    LevelsForm,
    LevelsReviewForm,
    PreviewForm,
    fits_the_form,
)

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
    "fits_the_form",
]
