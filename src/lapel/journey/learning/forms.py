"""For whom somebody enrols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation
from lapel.journey.people.queries import schools_of

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


class EnrolForm(forms.Form):
    """Asks a person with several schools which one it is for; of others it asks nothing."""

    organisation = forms.ModelChoiceField(
        label=_("For which school?"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # (handed on as they came)
        self.schools = schools_of(person)
        field = self.fields["organisation"]
        if len(self.schools) < 2 or not isinstance(field, forms.ModelChoiceField):
            del self.fields["organisation"]
        else:
            keys = [school.pk for school in self.schools]
            field.queryset = Organisation.objects.filter(pk__in=keys).order_by("name")

    @property
    def asks(self) -> bool:
        """Tell whether there is anything to choose."""
        return bool(self.fields)

    @property
    def chosen(self) -> Organisation | None:
        """Give the school: the chosen one, the only one, or none."""
        if self.asks:
            found: Organisation | None = self.cleaned_data["organisation"]
            return found
        return self.schools[0] if self.schools else None
