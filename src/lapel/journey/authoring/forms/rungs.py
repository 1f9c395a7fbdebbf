"""How a designer says in a form what one level asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.pathways import Hold, Reach, Show, slug_of
from lapel.journey.authoring.forms.fields import boxes, choose, whole_number
from lapel.journey.catalogue.models import Competency, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lapel.domain.pathways import Rung
    from lapel.journey.authoring.queries import Named

ELSEWHERE = ("1",)
LONGEST = 500


class RungForm(forms.Form):
    """One level: what it asks for, and what it opens."""

    words = forms.CharField(
        label=_("What teachers do there"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence of yours. What is asked for is said below, by itself."),
    )
    hold = whole_number(_("Hold so many of these micro-credentials"))
    hold_of = boxes(_("Which count"))
    own_class = whole_number(
        _("So many of them assessed on work from her own class"),
        _("Those that ask for such work are marked. Leave it empty if it does not matter."),
    )
    criteria = whole_number(_("Have so many of these criteria decided"))
    criteria_of = boxes(_("Which criteria count"))
    decided = forms.ChoiceField(
        label=_("Decided at least"),
        choices=[("yes", _("yes")), ("almost", _("almost"))],
        required=False,
    )
    across = whole_number(_("In so many different micro-credentials"))
    opens = forms.MultipleChoiceField(
        label=_("What it opens"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Until she is there, each says what opens it. Handing in evidence stays free."),
    )

    def __init__(
        self,
        *args: Any,
        level: str,
        competency: Competency,
        offered: Mapping[str, Named],
        named: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"prefix": level.lower(), **kwargs})
        self.level, self.offered = level, offered
        near = [
            each
            for each in offered.values()
            if each.competency == competency.pk or each.slug in named
        ]
        mark = _("own class")
        held = [
            (each.slug, f"{each.title} ({mark})" if each.is_own_class else each.title)
            for each in near
        ]
        shown = [
            (name, f"{each.title} · {title}")
            for each in near
            for name, title in each.criteria.items()
        ]
        choose(self.fields["hold_of"], held)
        choose(self.fields["criteria_of"], shown)
        choose(self.fields["opens"], [(each.slug, each.title) for each in offered.values()])
        others = Competency.objects.exclude(pk=competency.pk).order_by("pk")
        codes = [("", _("none")), *((each.pk, str(each)) for each in others)]
        for number in ELSEWHERE:
            self.fields[f"reach{number}"] = forms.ChoiceField(
                label=_("Reach the level"),
                choices=[("", _("none")), *Level.choices],
                required=False,
            )
            self.fields[f"in{number}"] = forms.ChoiceField(
                label=_("in the competency"), choices=codes, required=False
            )

    @property
    def name(self) -> str:
        """Give the level in words."""
        return str(Level(self.level).label)

    @property
    def is_used(self) -> bool:
        """Tell whether anything is said of this level yet."""
        return bool(self.initial or self.errors)

    def elsewhere(self) -> Iterator[tuple[Any, Any]]:
        """Give the pairs of fields that ask for levels of other competencies."""
        for number in ELSEWHERE:
            yield self[f"reach{number}"], self[f"in{number}"]

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of what is begun."""
        told: dict[str, Any] = super().clean() or {}
        for number, of in (("hold", "hold_of"), ("criteria", "criteria_of")):
            if told.get(of) and not told.get(number) and number not in self.errors:
                self.add_error(number, _("Say how many of them."))
            if told.get(number) and not told.get(of) and of not in self.errors:
                self.add_error(of, _("Choose which of them count."))
        for number in ELSEWHERE:
            if bool(told.get(f"reach{number}")) != bool(told.get(f"in{number}")):
                self.add_error(f"in{number}", _("Choose both the level and the competency."))
        if told.get("own_class") and not told.get("hold"):
            self.add_error("own_class", _("Say first how many micro-credentials she holds."))
        return told

    @property
    def rung(self) -> dict[str, Any] | None:
        """Give it as a document has it; None where it asks for nothing."""
        told, asks = self.cleaned_data, list[dict[str, Any]]()
        if told["hold"]:
            ask: dict[str, Any] = {"hold": told["hold"], "of": told["hold_of"]}
            if told["own_class"]:
                own = [slug for slug in told["hold_of"] if self.offered[slug].is_own_class]
                ask |= {"own_class": told["own_class"], "own_class_of": own}
            asks.append(ask)
        if told["criteria"]:
            asks.append(
                {
                    "criteria": told["criteria"],
                    "of": told["criteria_of"],
                    "decided": told["decided"] or "yes",
                    "across": told["across"] or 1,
                }
            )
        asks += [
            {"reach": told[f"reach{number}"], "in": told[f"in{number}"]}
            for number in ELSEWHERE
            if told[f"reach{number}"]
        ]
        if not asks:
            return None
        found: dict[str, Any] = {"level": self.level, "asks": asks}
        if told["words"].strip():
            found["words"] = told["words"].strip()
        return found | ({"opens": told["opens"]} if told["opens"] else {})


def named_in(rung: Rung) -> set[str]:
    """Give the micro-credentials that a level asks for."""
    asks = (each for each in rung.asks if not isinstance(each, Reach))
    return {slug_of(name) for ask in asks for name in ask.of}


def initial_of(rung: Rung | None) -> dict[str, Any]:
    """Give what the form of a level begins with."""
    if rung is None:
        return {}
    found: dict[str, Any] = {"words": rung.words, "opens": list(rung.opens)}
    places = iter(ELSEWHERE)
    for ask in rung.asks:
        if isinstance(ask, Hold):
            found |= {"hold": ask.least, "hold_of": list(ask.of), "own_class": ask.own_class or ""}
        elif isinstance(ask, Show):
            found |= {"criteria": ask.least, "criteria_of": list(ask.of)}
            found |= {"decided": ask.decided, "across": ask.across}
        elif number := next(places, ""):
            found |= {f"reach{number}": ask.level, f"in{number}": ask.competency}
    return found
