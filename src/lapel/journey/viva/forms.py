"""What the pages of a talk ask for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lapel.journey.viva.models import Viva

if TYPE_CHECKING:
    from lapel.journey.integrity.models import Match

LONGEST = 4000
FINDINGS = [
    (Viva.Ending.CONSISTENT.value, _("Consistent with the evidence: the case goes on at once")),
    (Viva.Ending.QUESTIONS.value, _("Questions remain: the teacher is asked, and can reply")),
]


class TimesForm(forms.Form):
    """Up to three moments for a live talk, in the reader's zone."""

    first = forms.DateTimeField(label=_("First time"))
    second = forms.DateTimeField(label=_("Second time"), required=False)
    third = forms.DateTimeField(label=_("Third time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
            )

    def times(self) -> list[datetime]:
        """Give the moments that were filled in."""
        return [each for each in self.cleaned_data.values() if each]


class AgreeForm(forms.Form):
    """One of the moments that are offered, and how to meet."""

    at = forms.ChoiceField(label=_("Which time"), widget=forms.RadioSelect)
    where = forms.CharField(
        label=_("How you meet"),
        help_text=_("A link to a video call, or a number to ring. The teacher reads it."),
        max_length=300,
    )

    def __init__(self, *args: Any, times: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moments = [(each, datetime.fromisoformat(each)) for each in times]
        self.fields["at"].choices = [  # type: ignore[attr-defined]  # it is a field of choices
            (name, date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT"))
            for name, moment in moments
        ]

    def clean_at(self) -> datetime:
        """Give the moment that was chosen."""
        return datetime.fromisoformat(self.cleaned_data["at"])


class FindForm(forms.Form):
    """What an examiner heard."""

    finding = forms.ChoiceField(
        label=_("What you found"), choices=FINDINGS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("The teacher reads them. Say what you heard, not how she spoke or looked."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SwapForm(forms.Form):
    """Why a question is swapped; a page has one for each question."""

    reason = forms.CharField(
        label=_("Why you swap it"),
        help_text=_("For example: her evidence says it already. It is kept."),
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_%s_{number}"
        self.number = number


class WritingForm(forms.Form):
    """Whether a teacher may write; declining takes words."""

    words = forms.CharField(
        label=_("If not: why"),
        help_text=_("Only needed if you decline. The teacher reads it."),
        max_length=LONGEST,
        required=False,
    )


class SettleForm(forms.Form):
    """What a lead decides where a talk does not come about."""

    goes_on = forms.ChoiceField(
        label=_("What follows"),
        choices=[
            ("no", _("Five more business days for the talk")),
            ("yes", _("The case goes on without a talk, as it was scored")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"),
        help_text=_("The teacher reads it. That somebody did not come is no finding."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(forms.Form):
    """A lead asks for a talk about one side of a match."""

    about = forms.ChoiceField(label=_("With whom to talk"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why you ask for it"),
        help_text=_("It is kept for leads; the teacher reads only that a talk comes first."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, match: Match, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # it is a field of choices
            (str(match.newer_id), _("The teacher of B, which came later")),
            (str(match.older_id), _("The teacher of A, which came first")),
        ]
        self.fields["about"].initial = str(match.newer_id)
