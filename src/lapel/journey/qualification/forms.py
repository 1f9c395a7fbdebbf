"""What qualification's pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Person


class BringForm(forms.Form):
    """Takes one training document."""

    file = forms.FileField(
        label=_("JSON file"),
        help_text=_("A document in the format lapel/training@1, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        """Give the file's text."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file:
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not UTF-8 text."))
        return cleaned

    def first_error(self) -> str:
        """Give one plain sentence on what is wrong."""
        return str(next(iter(self.errors.values()))[0])


class AdmitForm(forms.Form):
    """Who is to train, and why she may assess it where she does not hold it."""

    assessor: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Assessor")
    )
    because = forms.CharField(
        label=_("Why she may assess it"),
        help_text=_("Needed where she has not earned this micro-credential herself."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "admit_%s", **kwargs})
        self.fields["assessor"].queryset = candidates  # type: ignore[attr-defined]  # of models


class FurtherTryForm(forms.Form):
    """What a lead and an assessor did together before she tries again."""

    words = forms.CharField(max_length=2000)
