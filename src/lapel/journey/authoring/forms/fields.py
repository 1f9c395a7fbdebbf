"""The fields that forms on levels are made of."""

from __future__ import annotations

from typing import Any

from django import forms

MOST_BOXES = 12


def whole_number(label: Any, help_text: Any = "") -> forms.IntegerField:
    """Ask for a whole number, or nothing."""
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=200, help_text=help_text
    )


def boxes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Ask which of some things, or none; `choose` says what there is."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    """Say what a field offers; where that is long, as a list and not as boxes."""
    assert isinstance(field, forms.ChoiceField)
    if len(choices) > MOST_BOXES and isinstance(field.widget, forms.CheckboxSelectMultiple):
        # four levels of long lists of boxes would be a heavy page
        field.widget = forms.SelectMultiple(attrs={"size": 8})
    field.choices = choices
