"""What licensure's pages ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.licensure.models import Paper


class IdentityForm(forms.Form):
    """Who a teacher is, as an officer has seen it."""

    legal_name = forms.CharField(
        label=_("Legal name"), max_length=200, help_text=_("As it stands on the paper.")
    )
    licence_number = forms.CharField(
        label=_("Licence number"), max_length=80, required=False, help_text=_("If there is one.")
    )
    paper = forms.ChoiceField(label=_("What you saw"), choices=Paper.choices)
    seen_on = forms.DateField(
        label=_("Seen on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
