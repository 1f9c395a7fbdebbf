"""What an organisation aims at: a level for each competency that matters to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.measurement.later import Standing
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.models import Aim
from lapel.journey.diagnosis.queries.aims import LEVEL_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.journey.people.models import Organisation


class AimForm(forms.Form):
    """A name, whose it is, and a level for as many competencies as she likes."""

    organisation = forms.ChoiceField(label=_("Of"))
    kind = forms.ChoiceField(label=_("What it is"), choices=Aim.Kind)
    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, organisations: Sequence[Organisation], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each.slug, str(each)) for each in organisations]
        levels = [("", _("not part of it"))]
        levels += [(standing.value, LEVEL_OF[standing.value].label) for standing in Standing]
        self.codes = list(Competency.objects.order_by("pk").values_list("pk", flat=True))
        for competency in Competency.objects.order_by("pk"):
            self.fields[f"level-{competency.pk}"] = forms.ChoiceField(
                label=str(competency), choices=levels, required=False
            )

    def levels(self) -> dict[str, str]:
        """Give the levels she chose."""
        found = {code: self.cleaned_data[f"level-{code}"] for code in self.codes}
        return {code: level for code, level in found.items() if level}
