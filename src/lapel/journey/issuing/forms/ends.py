"""Until when something is valid, as a form asks it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django import forms
from django.utils.translation import gettext_lazy as _


def end_of(day: date | None) -> datetime | None:
    """Give the last second of a day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC) if day else None


class EndForm(forms.Form):
    """Until when something is valid: the last second of a day, in UTC."""

    valid_until = forms.DateField(
        label=_("Valid until the end of"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_valid_until(self) -> datetime | None:
        """Give the last second of the day."""
        return end_of(self.cleaned_data["valid_until"])


class LaterEndForm(EndForm):
    """A later end, where one is wished."""

    valid_until = forms.DateField(
        label=_("Valid until the end of"),
        required=False,
        help_text=_("Leave it empty to keep the end it has."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
