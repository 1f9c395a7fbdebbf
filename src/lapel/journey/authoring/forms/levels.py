"""How a designer says in a form what the levels of a competency ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.pathways import LEVELS, Hold, Reach, Show
from lapel.journey.authoring.forms.fields import choose
from lapel.journey.authoring.forms.rungs import ELSEWHERE, LONGEST, RungForm, initial_of, named_in
from lapel.journey.authoring.queries import micro_credentials_named
from lapel.journey.people.models import Role
from lapel.journey.people.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lapel.domain.pathways import Ladder, Rung
    from lapel.journey.authoring.queries import Named
    from lapel.journey.catalogue.models import Competency
    from lapel.journey.people.models import Organisation, Person

FORMAT = "lapel/levels@1"


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
        choose(self.fields["organisation"], [(key, str(each)) for key, each in places.items()])
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
        named = {slug for each in rungs.values() for slug in named_in(each)}
        self.rungs = [
            RungForm(
                data,
                level=level,
                competency=competency,
                offered=offered,
                named=named,
                initial=initial_of(rungs.get(level)),
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


def fits_the_form(ladder: Ladder) -> bool:
    """Tell whether the form can show all of a ladder, and would give it back unchanged."""
    offered = micro_credentials_named()
    return all(_fits(each, offered) for each in ladder.rungs)


def _fits(rung: Rung, offered: Mapping[str, Named]) -> bool:
    kinds = [type(each) for each in rung.asks]
    if kinds.count(Hold) > 1 or kinds.count(Show) > 1 or kinds.count(Reach) > len(ELSEWHERE):
        return False
    if not (set(rung.opens) | named_in(rung)) <= offered.keys():
        return False
    return all(
        set(each.own_class_of) == {slug for slug in each.of if offered[slug].is_own_class}
        for each in rung.asks
        if isinstance(each, Hold) and each.own_class
    )
