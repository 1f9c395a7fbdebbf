"""What people type about themselves and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lapel.journey.people.models import Person


class SignUpForm(forms.Form):
    """What a newcomer gives beside her address; allauth builds its own form upon this one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As you want it to appear on what you earn. You can change it later."),
    )
    field_order = ["name", "email"]

    def signup(self, request: HttpRequest, user: Person) -> None:
        """Leave a new person as the adapter made her."""
