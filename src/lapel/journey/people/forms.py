"""What people type about themselves and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.actions import LinesRefusal, Refusal, checked_period, read_holidays
from lapel.journey.people.models import Organisation, Role
from lapel.journey.people.queries import zone_named, zones

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lapel.journey.people.models import Person
    from lapel.journey.people.queries import Period

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

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_district = organisation.kind == Organisation.Kind.DISTRICT
        self.initial["role"] = Role.PROGRAMME_LEAD if is_district else Role.TEACHER


class UploadForm(forms.Form):
    """A table of people, and for which organisation."""

    organisation = forms.ModelChoiceField(
        label=_("For"), queryset=Organisation.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_(
            "Columns: name, email, school and, if you like, role, named in the first line. Commas, "
            "semicolons or tabs will do, as Excel and others save them. Up to 10,000 people."
        ),
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


class ZoneInput(forms.TextInput):
    """A line for a time zone, with all there are to choose from as one types."""

    template_name = "people/parts/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the list, and the line its name."""
        place = f"{(attrs or {}).get('id', name)}_zones"
        context = super().get_context(name, value, {**(attrs or {}), "list": place})
        return {**context, "place": place, "zones": zones()}


class ZoneField(forms.CharField):
    """A time zone by its IANA name, or by its city where there is only one of that name."""

    widget = ZoneInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> str:
        """Give the zone's own name."""
        words: str = super().clean(value)
        zone = zone_named(words)
        if words and not zone:
            raise forms.ValidationError(
                gettext("%s is not a time zone, such as Africa/Nairobi or UTC.") % words
            )
        return zone


class OrganisationNameField(forms.CharField):
    """An organisation's name, without blanks that nobody sees."""

    def clean(self, value: Any) -> str:
        """Give it with single blanks."""
        return " ".join(super().clean(value).split())


class HolidayLinesField(forms.CharField):
    """Holidays as dated lines; the value is what they mean."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            _(
                "One a line, such as “2026-12-25 Christmas”; several days as "
                "“2026-12-21..2027-01-02 Winter break”."
            ),
        )
        super().__init__(max_length=60_000, **kwargs)

    def clean(self, value: Any) -> list[Period]:
        """Read the lines; each that is wrong has its sentence."""
        try:
            return read_holidays(super().clean(value))
        except LinesRefusal as refusal:
            raise forms.ValidationError(list(refusal.reasons)) from None


class FoundForm(forms.Form):
    """A new organisation: where it belongs, what it is, and when its clock runs."""

    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Organisation.objects.none(), empty_label=None
    )
    name = OrganisationNameField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=Organisation.Kind.choices)
    zone = ZoneField(label=_("Time zone"), required=False, max_length=60)
    holidays = HolidayLinesField(label=_("Holidays of its own"), required=False)

    def __init__(
        self, *args: Any, parents: QuerySet[Organisation], parent: Organisation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = parents
        self.initial.update(parent=parent.pk, kind=_usual_part(parent))
        self.fields["zone"].help_text = gettext(
            "A city or a name such as Africa/Nairobi. Leave it empty for the zone of what it is "
            "part of: %s."
        ) % (parent.zone)


def _usual_part(parent: Organisation) -> str:
    kinds = Organisation.Kind
    return kinds.SCHOOL if parent.kind == kinds.DISTRICT else kinds.DISTRICT


class OrganisationForm(forms.Form):
    """An organisation's name and zone, as they stood at a revision."""

    name = OrganisationNameField(label=_("Name"), max_length=200)
    zone = ZoneField(
        label=_("Time zone"),
        max_length=60,
        help_text=_("A city, or a name such as Africa/Nairobi."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class HolidayForm(forms.Form):
    """One holiday: a day, or a first and a last one."""

    first = forms.DateField(label=_("Day, or the first of several"))
    last = forms.DateField(label=_("Last day"), required=False)
    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in ("first", "last"):
            self.fields[each].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self) -> dict[str, Any]:
        """Give the stretch of days as `period`."""
        given: dict[str, Any] = super().clean() or {}
        if {"first", "name"} <= given.keys() and "last" not in self.errors:
            last = given.get("last") or given["first"]
            try:
                given["period"] = checked_period(
                    first=given["first"], last=last, name=given["name"]
                )
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return given


class HolidayLinesForm(forms.Form):
    """Many holidays at once."""

    lines = HolidayLinesField(label=_("Dated lines"))


class OrganisationSearchForm(forms.Form):
    """Words to look for in the names of organisations."""

    words = forms.CharField(label=_("Name of an organisation"), required=False, max_length=200)
