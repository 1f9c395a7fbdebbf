"""Forms of the pages of endorsements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.catalogue.models import Stack, Version
from lapel.journey.issuing.actions import Body
from lapel.journey.issuing.queries import endorsable, endorsers, open_requests, speakers_for
from lapel.journey.people.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person

Thing = Version | Stack | Organisation | Membership
LONGEST = 2000


def _name(thing: Thing) -> str:
    return f"{type(thing).__name__.lower()}-{thing.pk}"


def _label(thing: Thing) -> str:
    if isinstance(thing, Membership):
        told = {"name": thing.person.shown_name, "role": thing.get_role_display()}
        return gettext("%(name)s: %(role)s, %(place)s") % {**told, "place": thing.organisation}
    if isinstance(thing, Version):
        told = {"title": thing.title, "number": str(thing.number)}
        return gettext("%(title)s (version %(number)s)") % told
    return str(thing)


class ThingField(forms.ChoiceField):
    """One of several things of several kinds; it gives the thing itself, None for no choice."""

    def offer(self, groups: Iterable[tuple[str, Iterable[Thing]]]) -> None:
        """Offer things under the headings of their groups."""
        listed = [(head, list(things)) for head, things in groups]
        self.things = {_name(each): each for _head, things in listed for each in things}
        self.choices = [
            ("", "—"),
            *((head, [(_name(each), _label(each)) for each in things]) for head, things in listed),
        ]

    def clean(self, value: Any) -> Any:
        """Give the thing that was chosen."""
        return self.things.get(super().clean(value))


class AskForAwardForm(forms.Form):
    """Whom a holder asks to endorse her award, and why."""

    endorser = ThingField(label=_("Who is to endorse it"))
    words = forms.CharField(
        label=_("Why you ask"),
        help_text=_("Only the one who answers reads it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, award: Award, **more: Any) -> None:
        super().__init__(*args, **more)
        organisations = endorsers(but=award.achievement.issuer.organisation)
        # Who is asked already, or has endorsed it, would only be refused.
        asked: set[tuple[UUID, UUID | None]] = set(
            open_requests(award=award).values_list("endorser", "asked_person")
        )
        people = [
            each
            for each in speakers_for(award)
            if (each.organisation_id, each.person_id) not in asked
        ]
        _field(self, "endorser").offer(
            [
                (gettext("People of your organisations"), people),
                (gettext("Organisations"), [x for x in organisations if (x.pk, None) not in asked]),
            ]
        )


class AskForm(forms.Form):
    """What is to be endorsed, by whom, and why."""

    subject = ThingField(label=_("What is to be endorsed"))
    endorser = ThingField(label=_("Which organisation is asked"), required=False)
    body = forms.CharField(
        label=_("Or one that is not on the list"),
        help_text=_(
            "By its full name. Somebody who keeps this instance lets it in, and its officer is "
            "invited."
        ),
        required=False,
        max_length=200,
    )
    email = forms.EmailField(
        label=_("E-mail address of its officer"),
        help_text=_("Kept until she is invited, and not longer."),
        required=False,
    )
    words = forms.CharField(
        label=_("Why you ask"),
        help_text=_("The one who answers reads it, and who lets a body in."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        known = endorsable(person)
        _field(self, "subject").offer(
            [
                (gettext("Micro-credentials"), [x for x in known if isinstance(x, Version)]),
                (gettext("Stacks"), [x for x in known if isinstance(x, Stack)]),
                (gettext("Organisations"), [x for x in known if isinstance(x, Organisation)]),
            ]
        )
        _field(self, "endorser").offer([(gettext("Organisations"), endorsers())])

    def clean(self) -> dict[str, Any]:
        """Ask for one endorser: of the list, or a body with its officer's address."""
        told = super().clean() or {}
        body, chosen = told.get("body", ""), told.get("endorser")
        if bool(chosen) == bool(body):
            self.add_error("endorser", gettext("Choose one of the list, or name one beneath."))
        elif body and not told.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Give the address of its officer."))
        if body:
            told["endorser"] = Body(name=body, email=told.get("email", ""))
        return told


class AcceptForm(forms.Form):
    """What is vouched for, as it is signed, and a second look."""

    comment = forms.CharField(
        label=_("What you vouch for"),
        help_text=_("It is signed and public, word for word. Name nobody; say what you know."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
    )
    sure = forms.BooleanField(label=_("I have looked at it and stand by these words"))


class RejectForm(forms.Form):
    """Why not."""

    words = forms.CharField(
        label=_("Why not"),
        help_text=_("Whoever asked reads it, and nobody else."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
    )


class RevokeEndorsementForm(forms.Form):
    """Why it is taken back, and a second look."""

    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("Whoever looks the endorsement up can read this. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I take this endorsement back for good"))


def _field(form: forms.Form, name: str) -> ThingField:
    field = form.fields[name]
    assert isinstance(field, ThingField)
    return field
