"""What plan's pages ask for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import Competency, Level
from lapel.journey.catalogue.queries import all_stacks
from lapel.journey.people.queries import today
from lapel.journey.plan.actions import Renewing
from lapel.journey.plan.queries import TENTHS, aims_for, renewals_offered

if TYPE_CHECKING:
    from lapel.journey.people.models import Person
    from lapel.journey.plan.models import Plan

USUAL_MINUTES, USUAL_DAYS = 60, 182
LEVEL = "level_"


class GoalsForm(forms.Form):
    """Where she wants to go, by when, and with how much time."""

    minutes_a_week = forms.IntegerField(
        label=_("Minutes a week"),
        min_value=10,
        max_value=2400,
        help_text=_("What you really have, on an ordinary week."),
    )
    deadline = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_renewal = forms.BooleanField(label=_("My licence ends on that day"), required=False)
    renewal = forms.ChoiceField(
        label=_("Who counts towards it, and in what"),
        required=False,
        help_text=_("Who has stated a number here for at least one micro-credential."),
    )
    renewal_amount = forms.DecimalField(
        label=_("How much it asks for"),
        min_value=Decimal("0.1"),
        max_value=9999,
        decimal_places=1,
        required=False,
    )
    renewal_since = forms.DateField(
        label=_("What you earned since then counts"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    stack = forms.ModelChoiceField(
        label=_("A stack you want to complete"),
        queryset=all_stacks(),
        required=False,
        empty_label=_("None"),
        to_field_name="slug",
    )
    aim = forms.ChoiceField(label=_("A role, or an aim of your school"), required=False)
    problem = forms.CharField(
        label=_("Something in your classes that you want to change"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your own words, without names of students. Only you see it."),
    )
    focus = forms.MultipleChoiceField(
        label=_("What matters most to you; it weighs twice"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Ask for a level of each competency."""
        super().__init__(*args, **kwargs)
        self.competencies = list(Competency.objects.order_by("code"))
        choices = [("", _("No goal")), *Level.choices]
        for each in self.competencies:
            self.fields[LEVEL + each.code] = forms.ChoiceField(
                label=str(each), choices=choices, required=False
            )
        aims = [(str(each.pk), str(each)) for each in aims_for(person)]
        _choose(self.fields["aim"], [("", _("None")), *aims])
        _choose(self.fields["focus"], [(each.code, str(each)) for each in self.competencies])
        self.renewals = {f"{unit}:{by}": (by, unit) for by, unit in renewals_offered()}
        told = [(key, f"{by}: {unit.label}") for key, (by, unit) in self.renewals.items()]
        _choose(self.fields["renewal"], [("", _("None")), *told])

    def clean(self) -> dict[str, Any]:
        """Ask for all of a renewal, or nothing of it."""
        told = super().clean() or {}
        chosen = told.get("renewal") and not self.has_error("renewal_amount")
        if chosen and told.get("renewal_amount") is None:
            self.add_error("renewal_amount", _("Say how much, or choose nobody who counts."))
        if not told.get("renewal") and told.get("renewal_amount") is not None:
            self.add_error("renewal", _("Choose who counts it, or leave the number out."))
        return told

    def levels(self) -> list[forms.BoundField]:
        """Give the fields of competencies."""
        return [self[LEVEL + each.code] for each in self.competencies]

    @property
    def levels_chosen(self) -> int:
        """Count the competencies with a level."""
        return sum(bool(each.value()) for each in self.levels())

    @property
    def levels_in_error(self) -> bool:
        """Tell whether a level has to be looked at again."""
        return any(each.errors for each in self.levels())

    @property
    def renews(self) -> bool:
        """Tell whether a renewal is chosen, or has to be looked at again."""
        fields = [self[name] for name in ("renewal", "renewal_amount", "renewal_since")]
        return bool(fields[0].value()) or any(each.errors for each in fields)

    def goals(self) -> dict[str, Any]:
        """Give what was filled in, as the action takes it; only of a valid form.

        What matters most without a level is aimed at Proficient.
        """
        told = self.cleaned_data
        targets = {
            each.code: level for each in self.competencies if (level := told[LEVEL + each.code])
        }
        for code in told["focus"]:
            targets.setdefault(code, Level.PROFICIENT.value)
        names = ("minutes_a_week", "deadline", "is_renewal", "stack", "problem", "focus")
        plain = {name: told[name] for name in names}
        return plain | {"targets": targets, "renewing": self._renewing()}

    def _renewing(self) -> Renewing | None:
        told = self.cleaned_data
        if not told["renewal"]:
            return None
        by, unit = self.renewals[told["renewal"]]
        tenths = int(told["renewal_amount"] * TENTHS)
        return Renewing(by, unit.value, tenths, told["renewal_since"] or today())


def _choose(field: forms.Field, choices: list[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def first_goals(plan: Plan | None) -> dict[str, Any]:
    """Give what the form begins with."""
    if plan is None:
        deadline = today() + timedelta(days=USUAL_DAYS)
        usual = {"minutes_a_week": USUAL_MINUTES, "deadline": deadline}
        return usual | {"renewal_since": today()}
    levels = {LEVEL + code: level for code, level in plan.targets.items()}
    names = ("minutes_a_week", "deadline", "is_renewal", "problem", "focus")
    renewing: dict[str, Any] = {"renewal_since": plan.renewal_since or today()}
    if plan.renewal_tenths:
        renewing |= {
            "renewal": f"{plan.renewal_unit}:{plan.renewal_by}",
            "renewal_amount": Decimal(plan.renewal_tenths) / TENTHS,
        }
    plain = {name: getattr(plan, name) for name in names}
    return levels | plain | {"stack": plan.stack} | renewing
