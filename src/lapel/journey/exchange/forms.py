"""What a holder brings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    """A badge file from elsewhere."""

    file = forms.FileField(
        label=_("Badge file"),
        help_text=_("JSON, or a PNG or SVG picture with the badge inside; at most 512 kB."),
    )
