"""Forms of awards from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.forms.ends import end_of
from lapel.journey.issuing.forms.tables import AchievementForm, TableField

if TYPE_CHECKING:
    from datetime import datetime


class BatchForm(AchievementForm):
    """What to award, and the table of those who get it."""

    achievement = forms.ChoiceField(label=_("What to award"))
    file = TableField(
        help_text=_(
            "Columns: name and email, named in the first line. Commas, semicolons or tabs will do, "
            "as Excel and others save them. Up to 5 MB; the command line takes more."
        ),
    )


class GroundForm(forms.Form):
    """On what ground many are awarded at once, until when, and the officer's second look."""

    words = forms.CharField(
        label=_("On what ground"),
        help_text=_(
            "It stands in every badge, for its holder and everyone who verifies it. Name nobody."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    valid_until = forms.DateField(
        label=_("Valid until the end of"),
        required=False,
        help_text=_("Leave it empty for awards without an end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    sure = forms.BooleanField(
        label=_("I have looked at the table and decide that these people get this award")
    )

    def clean_valid_until(self) -> datetime | None:
        """Give the last second of the day, in UTC."""
        return end_of(self.cleaned_data["valid_until"])
