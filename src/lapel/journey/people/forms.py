"""What people type about themselves and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation, Role

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lapel.journey.people.models import Person

TABLE_LIMIT = 2 * 1024 * 1024


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


class ProfileForm(forms.Form):
    """Her name and language."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("What you earn from now on carries this name."),
    )
    language = forms.ChoiceField(
        label=_("Language of pages and letters"), choices=lambda: settings.LANGUAGES
    )


class MemberSearchForm(forms.Form):
    """Words and a role to look for."""

    words = forms.CharField(label=_("Name, e-mail or school"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every role")), *Role.choices]


class GrantForm(forms.Form):
    """Whom to give which role."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class UploadForm(forms.Form):
    """A table of people, and for which organisation."""

    organisation = forms.ModelChoiceField(
        label=_("For"), queryset=Organisation.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("Columns: name, email, school and, if you like, role. Up to 10,000 people."),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is too large to be a table of ten thousand people."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > TABLE_LIMIT:
            raise forms.ValidationError(gettext("The file is larger than 2 MB."))
        return file
