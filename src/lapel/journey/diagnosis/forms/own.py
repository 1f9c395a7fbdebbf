"""What a teacher is asked about her own diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.diagnosis.models import SelfRating

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lapel.journey.catalogue.models import Competency

MOST_GOALS = 5


class BeginForm(forms.Form):
    """Goals, if she has any; and the language, where there are several."""

    language = forms.ChoiceField(label=_("Language of the questions"))
    goals = forms.MultipleChoiceField(
        label=_("What matters most to you now?"),
        help_text=_("Up to five; they are asked about more. Without any, all count alike."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[tuple[str, str]],
        competencies: Iterable[Competency],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]  # of choices
        self.fields["goals"].choices = [  # type: ignore[attr-defined]  # it is a field of choices
            (each.code, str(each)) for each in competencies
        ]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
            self.fields["language"].initial = languages[0][0]

    def clean_goals(self) -> list[str]:
        """Give the goals, if they are few enough to be goals."""
        goals: list[str] = self.cleaned_data["goals"]
        if len(goals) > MOST_GOALS:
            raise forms.ValidationError(_("Choose at most five."))
        return goals


class RatingForm(forms.Form):
    """Where she sees herself, competency by competency."""

    def __init__(
        self,
        *args: Any,
        competencies: Iterable[Competency],
        ratings: dict[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("I would rather not say")), *SelfRating.Place.choices]
        for each in competencies:
            self.fields[each.code] = forms.TypedChoiceField(
                label=str(each),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=ratings.get(each.code, ""),
            )

    def places(self) -> dict[str, int | None]:
        """Give her place in each competency, None where she would rather not say."""
        return dict(self.cleaned_data)
