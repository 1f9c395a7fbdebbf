"""Forms of those who issue awards, change them, and endorse them."""

from lapel.journey.issuing.forms.awards import (
    ExpireForm,
    KeepForm,
    ReasonForm,
    RefreshForm,
    RevokeForm,
    SearchForm,
    WordsForm,
)
from lapel.journey.issuing.forms.batches import BatchForm, GroundForm
from lapel.journey.issuing.forms.changes import MANY_FORMS, ManyForm, ManyWordsForm
from lapel.journey.issuing.forms.endorsements import (
    AcceptForm,
    AskForAwardForm,
    AskForm,
    RejectForm,
    RevokeEndorsementForm,
)
from lapel.journey.issuing.forms.log import DisownForm, EpochForm, ReconcileForm

__all__ = [
    "MANY_FORMS",
    "AcceptForm",
    "AskForAwardForm",
    "AskForm",
    "BatchForm",
    "DisownForm",
    "EpochForm",
    "ExpireForm",
    "GroundForm",
    "KeepForm",
    "ManyForm",
    "ManyWordsForm",
    "ReasonForm",
    "ReconcileForm",
    "RefreshForm",
    "RejectForm",
    "RevokeEndorsementForm",
    "RevokeForm",
    "SearchForm",
    "WordsForm",
]
