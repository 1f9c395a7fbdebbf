"""How a recognition is written down."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.currency.queries import organisations_of
from lapel.journey.people.models import Organisation
from lapel.journey.plan.models import Unit

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


class RecognitionForm(forms.Form):
    """Asks for a statement with date and source."""

    organisation = forms.ModelChoiceField(
        label=_("Recorded for"), queryset=Organisation.objects.none(), empty_label=None
    )
    microcredential = forms.ModelChoiceField(
        label=_("Micro-credential"),
        queryset=MicroCredential.objects.filter(current__isnull=False, retired_at=None)
        .select_related("current")
        .order_by("current__title"),
    )
    recogniser = forms.CharField(
        label=_("Who says so"),
        max_length=200,
        help_text=_("The organisation that counts it, by its full name."),
    )
    credit = forms.CharField(
        label=_("For how much"), max_length=200, help_text=_("As in: 1 semester credit.")
    )
    amount = forms.DecimalField(
        label=_("The same as a number"),
        min_value=Decimal("0.1"),
        max_digits=6,
        decimal_places=1,
        required=False,
        help_text=_("Plans add it up towards a renewal. Leave it out where it is no number."),
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("", _("None")), *Unit.choices], required=False
    )
    statement = forms.CharField(
        label=_("In their words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.URLField(label=_("Where it is written"), max_length=500, assume_scheme="https")
    stated_on = forms.DateField(
        label=_("Stated on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    verify = forms.CharField(
        label=_("How a teacher makes sure"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whom she asks before she relies on it."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = organisations_of(person)
