"""Forms of the issuer officer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.models import Award, Reason

KINDS = [
    ("", _("Micro-credentials and stacks")),
    ("version", _("Micro-credentials")),
    ("stack", _("Stacks")),
]
STATES = [("", _("Every state")), *[each for each in Award.State.choices if each[0] != "preparing"]]


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


class DisownForm(forms.Form):
    """What happened to a key, and the officer's second look."""

    words = forms.CharField(
        label=_("What happened"),
        help_text=_("For the audit log. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that this is the stolen key"))


class ReasonForm(WordsForm):
    """A reason of R19 before the words."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    field_order = ["reason", "words", "sure"]
