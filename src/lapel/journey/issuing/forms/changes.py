"""Forms of changing many awards together."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.actions import read_awards
from lapel.journey.issuing.forms.ends import EndForm, LaterEndForm
from lapel.journey.issuing.forms.tables import AchievementForm, TableField
from lapel.journey.issuing.models import Change, Reason


class ManyForm(AchievementForm):
    """Which awards to change together, and how."""

    verb = forms.ChoiceField(label=_("What to do"), choices=[("", "—"), *Change.Verb.choices])
    file = TableField(
        required=False,
        help_text=_(
            "With a column named “award” that holds their numbers or addresses; to replace awards, "
            "also a column “new”."
        ),
    )
    numbers = forms.CharField(
        label=_("Or their numbers, one a line"),
        required=False,
        help_text=_("To replace awards: the old number, a space, the new one."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"}),
    )
    achievement = forms.ChoiceField(
        label=_("Or all of one kind"),
        required=False,
        help_text=_("To replace awards: those whose holders have a later version by now."),
    )
    before = forms.DateField(
        label=_("Of that kind only those awarded before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the three."""
        told = super().clean() or {}
        named = [name for name in ("file", "numbers", "achievement") if told.get(name)]
        if not self.errors and len(named) != 1:
            raise forms.ValidationError(
                gettext("Choose a table, or write numbers, or choose a kind: one of the three.")
            )
        return told

    def clean_before(self) -> datetime | None:
        """Give the first moment of the day, in UTC."""
        day = self.cleaned_data["before"]
        return datetime.combine(day, time.min, tzinfo=UTC) if day else None

    def lines(self) -> list[tuple[int, str]]:
        """Give each line's number and text; a `Refusal` where the file is no such table."""
        if self.cleaned_data["file"]:
            return read_awards(data=self.cleaned_data["file"].read())
        written = self.cleaned_data["numbers"].splitlines()
        return [(number, line.strip()) for number, line in enumerate(written, 1) if line.strip()]


class ManyWordsForm(forms.Form):
    """Plain words for an act on many awards, and the officer's second look."""

    verb = forms.ChoiceField(choices=Change.Verb.choices, widget=forms.HiddenInput)
    chosen = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("The holders and everyone who verifies can read this. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that these are the right awards"))

    def clean_chosen(self) -> dict[UUID, UUID | None]:
        """Give the awards that were looked at, each with what replaces it, if anything does."""
        pairs = [each.partition(">") for each in self.cleaned_data["chosen"].split()]
        try:
            return {UUID(old): UUID(new) if new else None for old, _sign, new in pairs}
        except ValueError:
            raise forms.ValidationError(gettext("Look at the awards again.")) from None


class ManyReasonForm(ManyWordsForm):
    """A reason of R19 before the words."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    field_order = ["verb", "chosen", "reason", "words", "sure"]


class ManyExpireForm(EndForm, ManyReasonForm):
    """Another end, and why."""

    field_order = ["verb", "chosen", "valid_until", "reason", "words", "sure"]


class ManyRefreshForm(LaterEndForm, ManyWordsForm):
    """A later end, perhaps, and why."""

    field_order = ["verb", "chosen", "valid_until", "words", "sure"]


MANY_FORMS: dict[str, type[ManyWordsForm]] = {
    "revoke": ManyReasonForm,
    "suspend": ManyReasonForm,
    "expire": ManyExpireForm,
    "refresh": ManyRefreshForm,
}
