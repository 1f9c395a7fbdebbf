"""Forms about one award: how it is found, and what an officer says when she changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.forms.ends import EndForm, LaterEndForm
from lapel.journey.issuing.models import Award, Reason
from lapel.journey.issuing.queries.changes import award_named

if TYPE_CHECKING:
    from uuid import UUID

KINDS = [
    ("", _("Every kind")),
    ("version", _("Micro-credentials")),
    ("stack", _("Stacks")),
    ("assessing", _("Qualified to assess")),
]
STATES = [
    ("", _("Every state")),
    *[each for each in Award.State.choices if each[0] != "preparing"],
    ("ended", _("Ended")),
]


class SearchForm(forms.Form):
    """What to list: words, state, kind."""

    search = forms.CharField(label=_("Name, e-mail or title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)


class WordsForm(forms.Form):
    """Plain words for an act on an award, and the officer's second look."""

    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("The holder and everyone who verifies the badge can read this. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that this is the right award"))


class KeepForm(WordsForm):
    """Why an award stays as it is, and the officer's second look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = gettext("Why it stays as it is")
        self.fields["words"].help_text = gettext(
            "It is kept for the officers of your organisation and for audits."
        )


class ReasonForm(WordsForm):
    """A reason of R19 before the words."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    field_order = ["reason", "words", "sure"]


class RevokeForm(ReasonForm):
    """A reason, and which award replaces this one where that is the reason."""

    by_award = forms.CharField(
        label=_("Replaced by"),
        help_text=_("If another award replaces this one: its number, or its address."),
        required=False,
        max_length=300,
    )
    field_order = ["reason", "by_award", "words", "sure"]

    def clean_by_award(self) -> UUID | None:
        """Give the award's number."""
        text = self.cleaned_data["by_award"]
        found = award_named(text)
        if text and found is None:
            raise forms.ValidationError(gettext("This is not the number of an award."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask that the reason and what replaces it go together."""
        told = super().clean() or {}
        if told.get("by_award") and told.get("reason") != Reason.SUPERSEDED:
            self.add_error("reason", gettext("An award replaces this one: say so in the reason."))
        return told


class ExpireForm(EndForm, ReasonForm):
    """Another end, why, and the officer's second look."""

    field_order = ["valid_until", "reason", "words", "sure"]


class RefreshForm(LaterEndForm, WordsForm):
    """A new signature, perhaps a later end, and the officer's second look."""

    field_order = ["valid_until", "words", "sure"]
