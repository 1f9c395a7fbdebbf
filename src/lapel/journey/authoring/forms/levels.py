"""How a designer says what a level asks for: in a form, or as a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.microcredential import UnreadableError, read
from lapel.domain.pathways import LEVELS, Evidence, Hold, Reach, Show, read_levels, slug_of
from lapel.journey.authoring.forms.documents import ImportForm
from lapel.journey.authoring.models import LevelsReview
from lapel.journey.authoring.queries import (
    Remark,
    levels_remarks,
    micro_credentials_named,
    remarks_on,
)
from lapel.journey.catalogue.models import Competency, Level
from lapel.journey.people.models import Role
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lapel.domain.pathways import Ladder, Rung
    from lapel.journey.authoring.queries import Named
    from lapel.journey.people.models import Organisation, Person

FORMAT = "lapel/levels@1"
ELSEWHERE = ("1",)
LONGEST, MOST_BOXES = 500, 12


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=200, help_text=help_text
    )


def _boxes(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    if len(choices) > MOST_BOXES and isinstance(field.widget, forms.CheckboxSelectMultiple):
        # four levels of long lists of boxes would be a heavy page
        field.widget = forms.SelectMultiple(attrs={"size": 8})
    field.choices = choices


class RungForm(forms.Form):
    """One level: what it asks for, and what it opens."""

    words = forms.CharField(
        label=_("What teachers do there"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence of yours. What is asked for is said below, by itself."),
    )
    hold = _number(_("Hold so many of these micro-credentials"))
    hold_of = _boxes(_("Which count"))
    own_class = _number(
        _("So many of them assessed on work from her own class"),
        _("Those that ask for such work are marked. Leave it empty if it does not matter."),
    )
    criteria = _number(_("Have so many of these criteria decided"))
    criteria_of = _boxes(_("Which criteria count"))
    decided = forms.ChoiceField(
        label=_("Decided at least"),
        choices=[("yes", _("yes")), ("almost", _("almost"))],
        required=False,
    )
    across = _number(_("In so many different micro-credentials"))
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
        _choose(self.fields["hold_of"], held)
        _choose(self.fields["criteria_of"], shown)
        _choose(self.fields["opens"], [(each.slug, each.title) for each in offered.values()])
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


class NoteForm(forms.Form):
    """Why there is this version, and which one it was made from."""

    version_note = forms.CharField(
        label=_("What is new, and why"),
        required=False,
        max_length=LONGEST,
        help_text=_("Teachers who keep a level by the version before read it."),
    )
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("Whose designers keep these levels"))

    def __init__(self, *args: Any, places: Mapping[str, Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["organisation"], [(key, str(each)) for key, each in places.items()])
        if len(places) < 2:
            del self.fields["organisation"]


class LevelsForm:
    """All levels of a competency in one form; levels that ask for nothing are left out."""

    def __init__(
        self,
        competency: Competency,
        ladder: Ladder | None,
        data: Any = None,
        *,
        person: Person,
        is_new: bool = False,
        **initial: str,
    ) -> None:
        own = [each.organisation for each in roles_of(person) if each.role == Role.DESIGNER]
        self.places = {str(each.pk): each for each in own}
        offered = micro_credentials_named()
        rungs = {each.level: each for each in ladder.rungs} if ladder else {}
        named = {slug for each in rungs.values() for slug in _named_in(each)}
        self.rungs = [
            RungForm(
                data,
                level=level,
                competency=competency,
                offered=offered,
                named=named,
                initial=_initial(rungs.get(level)),
            )
            for level in LEVELS
        ]
        self.note = NoteForm(data, initial=initial, places=self.places if is_new else {})
        self.error = ""

    def is_valid(self) -> bool:
        """Tell whether all can be kept; a level has to ask for something."""
        valid = all([self.note.is_valid(), *(each.is_valid() for each in self.rungs)])
        if valid and not any(each.rung for each in self.rungs):
            self.error = str(_("Say of at least one level what it asks for."))
        return valid and not self.error

    @property
    def organisation(self) -> Organisation:
        """Give the chosen organisation, or the one where she designs."""
        key = self.note.cleaned_data.get("organisation")
        return self.places[key] if key else next(iter(self.places.values()))

    @property
    def base(self) -> str:
        """Give the hash of what it was made from."""
        return str(self.note.cleaned_data["base"])

    @property
    def content(self) -> dict[str, Any]:
        """Give the document."""
        levels = [told for each in self.rungs if (told := each.rung)]
        note = self.note.cleaned_data["version_note"].strip()
        found: dict[str, Any] = {"format": FORMAT, "levels": levels}
        return found | ({"version_note": note} if note else {})


def _named_in(rung: Rung) -> set[str]:
    asks = (each for each in rung.asks if not isinstance(each, Reach))
    return {slug_of(name) for ask in asks for name in ask.of}


def _initial(rung: Rung | None) -> dict[str, Any]:
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


def fits_the_form(ladder: Ladder) -> bool:
    """Tell whether the form can show all of a ladder, and would give it back unchanged."""
    offered = micro_credentials_named()
    return all(_fits(each, offered) for each in ladder.rungs)


def _fits(rung: Rung, offered: Mapping[str, Named]) -> bool:
    kinds = [type(each) for each in rung.asks]
    if kinds.count(Hold) > 1 or kinds.count(Show) > 1 or kinds.count(Reach) > len(ELSEWHERE):
        return False
    if not (set(rung.opens) | _named_in(rung)) <= offered.keys():
        return False
    return all(
        set(each.own_class_of) == {slug for slug in each.of if offered[slug].is_own_class}
        for each in rung.asks
        if isinstance(each, Hold) and each.own_class
    )


class DocumentForm(ImportForm):
    """Takes levels as a `lapel/levels@1` document: a file, or its text."""

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("A document in the format lapel/levels@1, at most 2 MB.")
        self.remarks: list[Remark] = []

    def clean(self) -> dict[str, Any]:
        """Read the document; what is picked as a file is shown as text with its faults."""
        cleaned = super().clean()
        text = cleaned.get("text", "")
        if not text:
            return cleaned
        self.data = {**self.data, "text": text}
        try:
            cleaned["content"] = content = read(text)
        except UnreadableError as error:
            self.remarks = remarks_on(text, error.problems)
            raise forms.ValidationError(_("This document cannot be read yet.")) from None
        ladder, faults = read_levels(content)
        if ladder is None:
            self.remarks = levels_remarks(faults)
            raise forms.ValidationError(_("This document cannot be read yet."))
        cleaned["competency"] = Competency.objects.filter(pk=ladder.competency).first()
        if cleaned["competency"] is None:
            raise forms.ValidationError(_("It names a competency that is not there."))
        return cleaned


def as_text(content: dict[str, Any]) -> str:
    """Write a document as people read it."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


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

    held = _boxes(_("She holds"))
    yes = _boxes(_("Decided “yes”, without the award"))

    def __init__(self, *args: Any, ladder: Ladder, names: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "example_%s", **kwargs})
        asks = [ask for rung in ladder.rungs for ask in rung.asks]
        held = dict.fromkeys(slug for ask in asks if isinstance(ask, Hold) for slug in ask.of)
        shown = dict.fromkeys(name for ask in asks if isinstance(ask, Show) for name in ask.of)
        _choose(self.fields["held"], [(slug, names.thing(slug).title) for slug in held])
        _choose(self.fields["yes"], [(name, names.criterion(name).title) for name in shown])
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
