"""What is typed to move or add a box: percent of the picture, seconds of the recording."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BoxForm(forms.Form):
    """A box in percent of the picture."""

    left = forms.FloatField(label=_("From the left, %"), min_value=0, max_value=100)
    top = forms.FloatField(label=_("From the top, %"), min_value=0, max_value=100)
    width = forms.FloatField(label=_("Width, %"), min_value=0.2, max_value=100)
    height = forms.FloatField(label=_("Height, %"), min_value=0.2, max_value=100)

    def box(self) -> list[float]:
        """Give the box in shares."""
        return [self.cleaned_data[name] / 100 for name in ("left", "top", "width", "height")]


class SpanForm(forms.Form):
    """From one second to another."""

    start = forms.FloatField(label=_("From second"), min_value=0)
    end = forms.FloatField(label=_("To second"), min_value=0)

    def seconds(self) -> tuple[float, float]:
        """Give both."""
        return self.cleaned_data["start"], self.cleaned_data["end"]
