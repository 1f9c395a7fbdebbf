"""What review's pages ask for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.rubrics.places import seconds_of
from lapel.journey.people.models import Person
from lapel.journey.review.actions import Remedy
from lapel.journey.review.models import LEVELS, REASONS
from lapel.journey.review.models.fairness import GradeBand
from lapel.journey.review.queries.fairness import FAIRNESS_WORDS

if TYPE_CHECKING:
    from django.http import QueryDict

MOST_ANCHORS_READ = 50


class ScoreForm(forms.Form):
    """One criterion as it is sent: by the page's script as it is typed, or by its Save button.

    `anchors` gathers the places that stand (hidden fields, one JSON value each), without those
    ticked to be removed, and the new one, if any.
    """

    revision = forms.IntegerField(min_value=0)
    level = forms.ChoiceField(choices=[("", ""), *LEVELS.items()], required=False)
    reason = forms.ChoiceField(choices=[("", ""), *REASONS.items()], required=False)
    comment = forms.CharField(required=False, strip=False)
    next_step = forms.CharField(required=False, strip=False)
    source = forms.CharField(required=False)
    quote = forms.CharField(required=False)
    at = forms.CharField(required=False)

    def clean_at(self) -> float | None:
        """Read the new place's time code."""
        written = self.cleaned_data["at"]
        if not written:
            return None
        seconds = seconds_of(written)
        if seconds is None:
            raise forms.ValidationError(_("Write a time like 2:05 or 1:02:05."))
        return seconds

    def clean(self) -> dict[str, Any]:
        """Put the places together."""
        data = super().clean() or self.cleaned_data
        data["anchors"] = [*_standing(self.data), *_new(data)]  # type: ignore[arg-type]  # what is posted is a QueryDict
        return data

    def score(self) -> dict[str, Any]:
        """Give what `actions.save_score` takes."""
        names = ("level", "reason", "comment", "next_step", "anchors")
        return {
            "base_revision": self.cleaned_data["revision"],
            **{name: self.cleaned_data[name] for name in names},
        }

    def first_error(self) -> str:
        """Give one plain sentence on what is wrong."""
        return str(next(iter(self.errors.values()))[0])


def _standing(data: QueryDict) -> list[dict[str, Any]]:
    removed = set(data.getlist("remove"))
    written = data.getlist("anchor")[:MOST_ANCHORS_READ]
    kept = [text for number, text in enumerate(written) if str(number) not in removed]
    return [_anchor(text) for text in kept]


def _anchor(text: str) -> dict[str, Any]:
    """Read one place that the page sent back; what is no place becomes one that is refused."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    if "seconds" in read and not isinstance(read["seconds"], int | float):
        return {}
    return read


def _new(data: dict[str, Any]) -> list[dict[str, Any]]:
    source, quote, at = data.get("source"), data.get("quote"), data.get("at")
    found: list[dict[str, Any]] = []
    if quote:
        found.append({"source": source, "quote": quote})
    if at is not None:
        found.append({"source": source, "seconds": at})
    return found


class RecuseForm(forms.Form):
    """Why an assessor steps back."""

    reason = forms.CharField(
        label=_("Why you step back"),
        help_text=_("For example: I know this class. Nobody but a lead reads it."),
        max_length=500,
    )


class ConcludeForm(forms.Form):
    """A lead assessor's own words for the letter."""

    note = forms.CharField(
        label=_("A note for the letter"),
        help_text=_("The teacher reads it under the opening. Leave it empty if all is said."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class AppealForm(forms.Form):
    """What a teacher contests, and in her own words why (R14)."""

    criteria = forms.MultipleChoiceField(
        label=_("What you see differently"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the criteria you see differently.")},
    )
    words = forms.CharField(
        label=_("What the assessors did not see"),
        help_text=_(
            "Those who lead the assessors read it; whoever scores does not. Please name neither "
            "yourself nor your school."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what the assessors did not see.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = choices  # type: ignore[attr-defined]  # it is a field of choices


class HoldForm(forms.Form):
    """A lead's decision on a held case."""

    remedy = forms.ChoiceField(
        label=_("What is to happen"),
        choices=[
            (
                Remedy.SEND_BACK.value,
                _("Back to pre-check; the attempt does not count"),
            ),
            (Remedy.ANOTHER_ASSESSOR.value, _("It can be judged; another assessor takes over")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AgainForm(forms.Form):
    """Why a decided case is to be scored again."""

    why = forms.CharField(
        label=_("Why it is to be scored again"),
        help_text=_("Leads read it; neither the teacher nor who scores it does."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LookForm(forms.Form):
    """A lead's word on a lower outcome."""

    keep = forms.ChoiceField(
        label=_("What is to happen"),
        choices=[
            ("keep", _("The first decision stands")),
            ("lower", _("The lower outcome stands; the teacher gets a new letter")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"),
        help_text=_("With a lower outcome the teacher reads it in her letter."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NormingForm(forms.Form):
    """What was agreed over one of the first cases of a rubric."""

    agreed = forms.CharField(
        label=_("What you agreed, and why"),
        help_text=_("Those who scored it read it. Name a descriptor that should be clearer."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    is_candidate = forms.BooleanField(label=_("It may serve as an anchor"), required=False)


class AppointForm(forms.Form):
    """Who is to assess a micro-credential."""

    assessor: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Assessor")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the evidence"), widget=forms.CheckboxSelectMultiple
    )
    daily_cap = forms.IntegerField(
        label=_("At most so many a day"), min_value=1, max_value=40, initial=8
    )

    def __init__(
        self, *args: Any, candidates: Any, languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessor"].queryset = candidates  # type: ignore[attr-defined]  # it is a field of models
        asked = self.fields["languages"]
        asked.choices = languages  # type: ignore[attr-defined]  # it is a field of choices
        asked.initial = [languages[0][0]]
        if len(languages) == 1:
            asked.widget = forms.MultipleHiddenInput()


class FairnessForm(forms.Form):
    """A teacher's leave to count her decisions in a fairness report."""

    allowed = forms.BooleanField(label=FAIRNESS_WORDS)
    grade_band = forms.ChoiceField(
        label=_("Whom do you mostly teach?"),
        choices=[("", _("I would rather not say")), *GradeBand.choices],
        required=False,
    )
