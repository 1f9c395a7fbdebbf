"""How a document comes in: as a file or as pasted text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.microcredential import UnreadableError, read
from lapel.journey.authoring.queries import brings_for, organisations_of
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from lapel.domain.microcredential import Problem
    from lapel.journey.people.models import Person


def _text_of(file: UploadedFile[Any]) -> str:
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(_("This file is not UTF-8 text.")) from None
    return text


class ImportForm(forms.Form):
    """Takes one document; asks for the organisation only where there are several."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("JSON file"),
        required=False,
        help_text=_("A document in the format lapel/microcredential@1, at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = list(organisations_of(person))
        field = self.fields["organisation"]
        if len(self.organisations) < 2 or not isinstance(field, forms.ModelChoiceField):
            del self.fields["organisation"]
        else:
            field.queryset = organisations_of(person)
            own = [each.organisation for each in roles_of(person) if each.role == Role.DESIGNER]
            field.initial = own[0].pk if own else None

    def clean(self) -> dict[str, Any]:
        """Take the file's text, or the pasted one; both together would be a guess."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if bool(file) == bool(text.strip()):
            raise forms.ValidationError(_("Give either a file or pasted text."))
        if file:
            try:
                cleaned["text"] = _text_of(file)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return cleaned

    @property
    def chosen(self) -> Organisation:
        """Give the organisation: the chosen one or the only one."""
        if "organisation" in self.fields:
            found: Organisation = self.cleaned_data["organisation"]
            return found
        return self.organisations[0]


class StackForm(ImportForm):
    """Takes a stack's document; it is read at once, so it has to be JSON.

    What was picked as a file is shown as text along with its faults, to be mended in place.
    """

    problems: Sequence[Problem] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A document in the format lapel/stack@1, at most 2 MB.")

    def clean(self) -> dict[str, Any]:
        """Read the document."""
        cleaned = super().clean()
        text = cleaned.get("text", "")
        if not text:
            return cleaned
        self.data = {**self.data, "text": text}
        try:
            cleaned["content"] = read(text)
        except UnreadableError as error:
            self.problems = error.problems
            raise forms.ValidationError(_("This document cannot be read yet.")) from None
        return cleaned


class PickForm(forms.Form):
    """Takes a draft's text anew from a file, and says which revision it replaces."""

    file = forms.FileField(
        label=_("Or pick the mended file"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with TextForm, whose ids are others.
        super().__init__(*args, **{"auto_id": "pick_%s", **kwargs})

    def clean_file(self) -> str:
        """Give its text."""
        return _text_of(self.cleaned_data["file"])


class TextForm(forms.Form):
    """Takes a draft's changed text, and says which revision it was made from."""

    text = forms.CharField(
        label=_("The document"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class BringForm(forms.Form):
    """Takes a CASE package as a file, or the address at which it stands."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("CASE package"),
        required=False,
        help_text=_("The JSON file of a CFPackage, CASE 1.0 or 1.1, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    address = forms.URLField(
        label=_("Or its web address"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("Of the CFPackage, or of the CFDocument it belongs to; https and public."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = brings_for(person)

    def clean(self) -> dict[str, Any]:
        """Take the file's text, or the address; both together would be a guess."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, address = cleaned.get("file"), cleaned.get("address", "")
        if bool(file) == bool(address) and not self.errors:
            raise forms.ValidationError(_("Give either a file or a web address."))
        if file:
            try:
                cleaned["text"] = _text_of(file)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return cleaned
