"""What the styleguide shows: one sample of everything, in both themes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from lapel.doors.web.charts import Spread
from lapel.journey.catalogue.models import Category, Level

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Sample:
    """What a badge is drawn from."""

    category: str
    competency_id: str | None
    level: str
    title: str


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As it should stand on the certificate."))
    email = forms.EmailField(label=_("E-mail"))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    shelf = forms.ChoiceField(
        label=_("Category"), choices=Category.choices, widget=forms.RadioSelect
    )
    reflection = forms.CharField(
        label=_("Reflection"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Between 80 and 300 words."),
    )
    consent = forms.BooleanField(label=_("No student's name or uncovered face is in it"))


def pins() -> list[dict[str, Any]]:
    """Give one pin per category with the category's name, as a key to reading them."""
    emblems = ("T13", "T11", "T05", "T09", "T02", "T14")
    levels = (*Level.values, *Level.values)
    return [
        {"label": label, "sample": Sample(category, emblem, level, str(label))}
        for (category, label), emblem, level in zip(Category.choices, emblems, levels, strict=False)
    ]


def _badges() -> list[Sample]:
    """Draw each category, competency and level at least once, and two stacks."""
    categories, levels = list(Category.values), list(Level.values)
    singles = [
        Sample(categories[i % 6], f"T{i + 1:02}", levels[i % 4], f"T{i + 1:02}") for i in range(15)
    ]
    stacks = [Sample(categories[i], None, levels[i], str(_("Stack"))) for i in (1, 2, 3)]
    return singles + stacks


def samples(request: HttpRequest) -> dict[str, Any]:
    """Give the styleguide's templates their material."""
    wrong = {"name": "", "email": "amina", "level": "Leading", "consent": ""}
    return {
        "themes": [
            {
                "name": theme,
                "label": label,
                "form": SampleForm(wrong, auto_id=f"{theme}-%s"),
                "tokens": TOKENS,
            }
            for theme, label in (("light", _("Light")), ("dark", _("Dark")))
        ],
        "badges": _badges(),
        "sizes": (32, 48, 96, 180),
        "page": Paginator(range(200), 20).get_page(request.GET.get("page")),
        "bars": [(str(_("Earned")), 31), (str(_("In review")), 12), (str(_("Learning")), 54)],
        "spreads": [
            Spread(str(_("Alpha")), 0.74, 0.61, 0.83),
            Spread(str(_("Exact agreement")), 0.81, 0.76, 0.88),
        ],
    }


TOKENS = [
    *("paper", "sheet", "sunk", "line", "edge", "ink", "ink-soft", "cloth", "stitch"),
    *("accent", "accent-wash", "madder", "brass", "good", "warn", "bad", "mark"),
    *("dye-woad", "dye-madder", "dye-weld", "dye-verdigris", "dye-orchil", "dye-moss"),
]
