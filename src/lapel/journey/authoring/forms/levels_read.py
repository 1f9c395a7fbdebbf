"""What another designer says of levels, and the example teacher she tries them on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.pathways import Evidence, Hold, Reach, Show
from lapel.journey.authoring.forms.fields import boxes, choose
from lapel.journey.authoring.models import LevelsReview
from lapel.journey.authoring.queries import micro_credentials_named
from lapel.journey.catalogue.models import Level

if TYPE_CHECKING:
    from lapel.domain.pathways import Ladder


class LevelsReviewForm(forms.Form):
    """What another designer finds."""

    seen = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("They are"), choices=LevelsReview.Verdict.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Your words to whoever wrote them"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PreviewForm(forms.Form):
    """An example teacher: what she holds, what was decided, where she stands elsewhere."""

    held = boxes(_("She holds"))
    yes = boxes(_("Decided “yes”, without the award"))

    def __init__(self, *args: Any, ladder: Ladder, names: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "example_%s", **kwargs})
        asks = [ask for rung in ladder.rungs for ask in rung.asks]
        held = dict.fromkeys(slug for ask in asks if isinstance(ask, Hold) for slug in ask.of)
        shown = dict.fromkeys(name for ask in asks if isinstance(ask, Show) for name in ask.of)
        choose(self.fields["held"], [(slug, names.thing(slug).title) for slug in held])
        choose(self.fields["yes"], [(name, names.criterion(name).title) for name in shown])
        for name, choices in (("held", held), ("yes", shown)):
            if not choices:
                del self.fields[name]
        self.codes = sorted({ask.competency for ask in asks if isinstance(ask, Reach)})
        for code in self.codes:
            self.fields[code] = forms.ChoiceField(
                label=names.competency(code),
                choices=[("", _("no level yet")), *Level.choices],
                required=False,
            )

    @property
    def evidence(self) -> Evidence:
        """Give it as the domain reads it; what she holds has its criteria at “yes”, too."""
        told = self.cleaned_data
        held = frozenset(told.get("held", ()))
        known = micro_credentials_named(held)
        earned = {name for each in known.values() for name in each.criteria}
        return Evidence(held, frozenset(told.get("yes", ())) | earned)

    @property
    def others(self) -> dict[str, str]:
        """Give the levels that she is taken to have elsewhere."""
        return {code: self.cleaned_data[code] for code in self.codes}
