"""Forms about keys and the issuance log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DisownForm(forms.Form):
    """What happened to a key, and the officer's second look."""

    words = forms.CharField(
        label=_("What happened"),
        help_text=_("For the audit log. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that this is the stolen key"))


class CheckpointField(forms.CharField):
    """The text of a signed checkpoint, whose last line ends as the standard says."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "dir": "ltr"}),
            max_length=64 * 1024,
            strip=True,
            **more,
        )

    def clean(self, value: Any) -> str:
        """Give the text with one line end, as a browser sends two signs for each."""
        text = str(super().clean(value)).replace("\r\n", "\n")
        return f"{text}\n" if text else ""


class ReconcileForm(forms.Form):
    """The last checkpoint that was published."""

    checkpoint = CheckpointField(
        label=_("The last published checkpoint"),
        help_text=_("From somebody outside: an auditor, a witness, a mirror of the log."),
    )

    def checkpoint_bytes(self) -> bytes:
        """Give the checkpoint as it was published."""
        return str(self.cleaned_data["checkpoint"]).encode()


class EpochForm(forms.Form):
    """Why a new epoch of the log is opened, and the administrator's second look."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One line. It stands in the log, in clear and for ever. Name nobody."),
        max_length=500,
    )
    checkpoint = CheckpointField(
        label=_("The last published checkpoint, if anybody has it"), required=False
    )
    sure = forms.BooleanField(label=_("I know that the present log ends here for good"))
