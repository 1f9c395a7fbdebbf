"""How a designer brings levels as a document."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.microcredential import UnreadableError, read
from lapel.domain.pathways import read_levels
from lapel.journey.authoring.forms.documents import ImportForm
from lapel.journey.authoring.queries import Remark, levels_remarks, remarks_on
from lapel.journey.catalogue.models import Competency


class DocumentForm(ImportForm):
    """Takes levels as a `lapel/levels@1` document: a file, or its text."""

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A document in the format lapel/levels@1, at most 2 MB.")
        self.remarks: list[Remark] = []

    def clean(self) -> dict[str, Any]:
        """Read the document; what is picked as a file is shown as text with its faults."""
        cleaned = super().clean()
        text = cleaned.get("text", "")
        if not text:
            return cleaned
        self.data = {**self.data, "text": text}
        try:
            cleaned["content"] = content = read(text)
        except UnreadableError as error:
            self.remarks = remarks_on(text, error.problems)
            raise forms.ValidationError(_("This document cannot be read yet.")) from None
        ladder, faults = read_levels(content)
        if ladder is None:
            self.remarks = levels_remarks(faults)
            raise forms.ValidationError(_("This document cannot be read yet."))
        cleaned["competency"] = Competency.objects.filter(pk=ladder.competency).first()
        if cleaned["competency"] is None:
            raise forms.ValidationError(_("It names a competency that is not there."))
        return cleaned


def as_text(content: dict[str, Any]) -> str:
    """Write a document as people read it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
