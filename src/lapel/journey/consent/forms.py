"""What a teacher types about a class and its families' answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.consent.actions import last_day
from lapel.journey.consent.models import Scope
from lapel.journey.consent.queries import LANGUAGES
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from lapel.journey.consent.queries import Entry
    from lapel.journey.people.models import Organisation, Person

STATES = [
    ("", _("All students")),
    ("none", _("No answer yet")),
    ("allowed", _("Everything allowed")),
    ("some", _("Some things allowed")),
    ("ending", _("Ends within 30 days")),
    ("ended", _("Ended")),
    ("declined", _("Declined")),
    ("withdrawn", _("Withdrawn")),
]
STATE_NAMES = dict(STATES)


class ClassForm(forms.Form):
    """A class to open."""

    name = forms.CharField(
        label=_("Name of the class"),
        max_length=80,
        help_text=_("As you call it, such as 7B science. Families read it on the form."),
    )
    organisation = forms.ChoiceField(label=_("School"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, Organisation] = {
            each.organisation.slug: each.organisation for each in roles_of(person)
        }
        choices = [(slug, str(place)) for slug, place in self._places.items()]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, ("", _("none of these"))]

    @property
    def place(self) -> Organisation | None:
        """Give the school that was chosen."""
        return self._places.get(self.cleaned_data["organisation"])


class StudentsForm(forms.Form):
    """Students to bring, one a line."""

    lines = forms.CharField(
        label=_("Students, one a line"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Initials or a pseudonym. After a comma you may put the real name: only you see it, it "
            "is kept under seal, and it serves to find the name in your evidence."
        ),
    )


class SearchForm(forms.Form):
    """Words and a state to look for."""

    words = forms.CharField(label=_("Initials, name or note"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Consent"), required=False, choices=STATES)


class LanguageForm(forms.Form):
    """The language of forms to print."""

    language = forms.ChoiceField(label=_("Language of the forms"), choices=list(LANGUAGES.items()))


class StudentForm(forms.Form):
    """How a student is called."""

    label = forms.CharField(label=_("Initials or pseudonym"), max_length=24)
    name = forms.CharField(
        label=_("Real name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only you see it. It serves to find the name in your evidence."),
    )
    words = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, data: QueryDict | None = None, *, entry: Entry) -> None:
        first = {"label": entry.student.label, "name": entry.name, "words": entry.student.note}
        super().__init__(data, initial=first, auto_id="change_%s")


class PaperForm(forms.Form):
    """What stands on a form that came back on paper."""

    scopes = forms.MultipleChoiceField(
        label=_("What the family allows"),
        required=False,
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty where the family allows none of it."),
    )
    given_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(
        label=_("Holds until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    guardian = forms.CharField(
        label=_("Who signed"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept under seal, for you alone."),
    )

    def __init__(self, data: QueryDict | None = None, *, today: date) -> None:
        first = {"given_on": today.isoformat(), "expires_on": last_day(today).isoformat()}
        super().__init__(data, initial=first, auto_id="paper_%s")


class HandOutForm(forms.Form):
    """A student as a family names her or him, whose teacher left."""

    class_name = forms.CharField(
        label=_("Name of the class"),
        max_length=80,
        help_text=_("As it stands on the family's form."),
    )
    label = forms.CharField(
        label=_("Initials or pseudonym"),
        max_length=24,
        help_text=_("As they stand on the family's form."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("How you know that this is the family"),
        max_length=300,
        help_text=_("For example: the mother, known at the office. It is kept with your name."),
    )
    language = forms.ChoiceField(label=_("Language of the sheet"), choices=list(LANGUAGES.items()))


class ContactForm(forms.Form):
    """Whom families turn to."""

    words = forms.CharField(
        label=_("Whom families turn to"),
        max_length=200,
        required=False,
        help_text=_(
            "An office, a telephone number, an e-mail address. Everybody can read it, and it "
            "stands on the consent forms. Leave it empty to use that of the organisation above."
        ),
    )
