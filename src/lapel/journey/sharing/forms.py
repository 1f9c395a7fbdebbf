"""Forms of sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lapel.journey.issuing.models import Award


class ShareForm(forms.Form):
    """The holder's switches for one award."""

    is_public = forms.BooleanField(
        label=gettext_lazy("Anyone with the link can see this badge"),
        help_text=gettext_lazy(
            "They see what you earned and when, who issued it, the level on each line of the "
            "rubric, the kinds of your evidence, and whether the badge still stands. They see "
            "neither the evidence, nor your school, nor your e-mail address in any form."
        ),
        required=False,
    )
    shows_name = forms.BooleanField(
        label=gettext_lazy("Show my name on its page"),
        help_text=gettext_lazy(
            "Only the page shows it. The badge's file, which anyone with the link can read too, "
            "never holds your name."
        ),
        required=False,
    )


class ReissueForm(forms.Form):
    """Which badges are signed anew for the holder's present address: all, unless she says."""

    awards = forms.MultipleChoiceField(
        label=gettext_lazy("Badges"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, awards: Sequence[Award], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["awards"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), each.achievement.title) for each in awards]
        field.initial = [str(each.pk) for each in awards]

    def clean_awards(self) -> set[UUID]:
        """Give the awards chosen."""
        return {UUID(each) for each in self.cleaned_data["awards"]}


class VerifyForm(forms.Form):
    """A badge to verify: one of a file, pasted text, or an address."""

    file = forms.FileField(
        label=gettext_lazy("A badge file"),
        help_text=gettext_lazy(
            "JSON, a PNG or SVG picture with a badge in it, a signed token (VC-JWT or SD-JWT VC), "
            "or a bundle as a .zip; up to 5 MB."
        ),
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the badge's text"),
        help_text=gettext_lazy("JSON or a signed token."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        required=False,
        max_length=1_000_000,
        strip=True,
    )
    url = forms.URLField(
        label=gettext_lazy("Or give the badge's address"),
        help_text=gettext_lazy(
            "Of its file, or of a page that gives the badge itself to those who verify, as "
            "Lapel's badge pages do."
        ),
        required=False,
        max_length=2000,
        assume_scheme="https",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the three."""
        given = [name for name in ("file", "text", "url") if self.cleaned_data.get(name)]
        if not given and not self.errors:
            raise forms.ValidationError(_("Choose a file, paste a badge or give an address."))
        if len(given) > 1:
            raise forms.ValidationError(_("Give one badge at a time."))
        return self.cleaned_data
