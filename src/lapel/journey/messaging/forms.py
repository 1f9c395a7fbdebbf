"""How an address to be told is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.messaging.queries import organisations_kept
from lapel.journey.people.models import Organisation

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


class EndpointForm(forms.Form):
    """Takes an address and whose events it is told."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("Its own awards, and those of the organisations under it."),
    )
    address = forms.URLField(
        label=_("Address of the program"),
        max_length=2000,
        assume_scheme="https",
        help_text=_("It begins with https:// and is on the public internet."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = organisations_kept(person)
