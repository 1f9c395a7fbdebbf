"""What retention's pages ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.retention.actions import LEAST, MOST


def _days(name: str, label: object, words: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]  # a lazy translation
        help_text=words,  # type: ignore[arg-type]  # a lazy translation
        min_value=LEAST[name],
        max_value=MOST,
    )


class TimesForm(forms.Form):
    """How many days what is kept."""

    drafts = _days(
        "drafts",
        _("Files of drafts that were never submitted"),
        _("Days after the teacher last changed the draft."),
    )
    originals = _days(
        "originals",
        _("Originals of what was decided"),
        _("Days after the decision and the thirty days for an appeal."),
    )
    shown = _days(
        "shown",
        _("What assessors saw, with everything covered"),
        _("Days after the decision; never before the award ends."),
    )
    removed = _days(
        "removed",
        _("Files that were removed, or that a family withdrew"),
        _("Days after that. Nobody but the teacher sees them meanwhile."),
    )
    answers = _days(
        "answers",
        _("Families' answers on consent"),
        _("Days after an answer holds no longer, to prove that it was given."),
    )
    extension = _days(
        "extension",
        _("How long a teacher may put a day off, at most twice"),
        _("Days; 0 where she may not."),
    )


class HoldForm(forms.Form):
    """Whose evidence is kept, and why."""

    email = forms.EmailField(label=_("E-mail address of the teacher"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Such as a court's letter and its date. The teacher reads it."),
    )
