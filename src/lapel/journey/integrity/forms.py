"""What integrity's pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.integrity.models import Finding

if TYPE_CHECKING:
    from lapel.journey.integrity.models import Match

LONGEST = 4000


class DismissForm(forms.Form):
    """Why there is nothing in a match."""

    reason = forms.CharField(
        label=_("Why there is nothing in it"),
        help_text=_("For example: both quote the same poem. It is kept; neither teacher is told."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OpenForm(forms.Form):
    """A question to one of the two teachers."""

    about = forms.ChoiceField(label=_("Whom to ask"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What you saw, in plain words to her"),
        help_text=_("She reads exactly this. Say what is alike and ask how it came about."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # it is a field of choices
            (str(match.newer_id), _("The teacher of B, which came later")),
            (str(match.older_id), _("The teacher of A, which came first")),
        ]
        self.fields["about"].initial = str(match.newer_id)

    def clean_about(self) -> UUID:
        """Give the submission that was chosen."""
        return UUID(self.cleaned_data["about"])


class ReplyForm(forms.Form):
    """A teacher's side."""

    reply = forms.CharField(
        label=_("Your reply"),
        help_text=_("How did this part come about? Simple words are enough."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shows_process = forms.BooleanField(
        label=_("Show the lead assessor how this attempt grew, as listed on this page"),
        required=False,
    )


class FindForm(forms.Form):
    """A person's finding."""

    finding = forms.ChoiceField(
        label=_("What follows"), choices=Finding.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("The reason"),
        help_text=_("The teacher reads it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
