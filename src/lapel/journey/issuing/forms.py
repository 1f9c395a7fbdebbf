"""Forms of the issuer officer."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.actions import read_awards
from lapel.journey.issuing.models import Award, Reason
from lapel.journey.issuing.queries.changes import award_named

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS = [
    ("", _("Micro-credentials and stacks")),
    ("version", _("Micro-credentials")),
    ("stack", _("Stacks")),
]
STATES = [("", _("Every state")), *[each for each in Award.State.choices if each[0] != "preparing"]]


class SearchForm(forms.Form):
    """What to list: words, state, kind."""

    search = forms.CharField(label=_("Name, e-mail or title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)


class WordsForm(forms.Form):
    """Plain words for an act on an award, and the officer's second look."""

    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("The holder and everyone who verifies the badge can read this. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that this is the right award"))


class DisownForm(forms.Form):
    """What happened to a key, and the officer's second look."""

    words = forms.CharField(
        label=_("What happened"),
        help_text=_("For the audit log. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that this is the stolen key"))


class ReasonForm(WordsForm):
    """A reason of R19 before the words."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    field_order = ["reason", "words", "sure"]


class RevokeForm(ReasonForm):
    """A reason, and which award replaces this one where that is the reason."""

    by_award = forms.CharField(
        label=_("Replaced by"),
        help_text=_("If another award replaces this one: its number, or its address."),
        required=False,
        max_length=300,
    )
    field_order = ["reason", "by_award", "words", "sure"]

    def clean_by_award(self) -> UUID | None:
        """Give the award's number."""
        text = self.cleaned_data["by_award"]
        found = award_named(text)
        if text and found is None:
            raise forms.ValidationError(gettext("This is not the number of an award."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask that the reason and what replaces it go together."""
        told = super().clean() or {}
        if told.get("by_award") and told.get("reason") != Reason.SUPERSEDED:
            self.add_error("reason", gettext("An award replaces this one: say so in the reason."))
        return told


class CheckpointField(forms.CharField):
    """The text of a signed checkpoint, whose last line ends as the standard says."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "dir": "ltr"}),
            max_length=64 * 1024,
            strip=True,
            **more,
        )

    def clean(self, value: Any) -> str:
        """Give the text with one line end, as a browser sends two signs for each."""
        text = str(super().clean(value)).replace("\r\n", "\n")
        return f"{text}\n" if text else ""


class ReconcileForm(forms.Form):
    """The last checkpoint that was published."""

    checkpoint = CheckpointField(
        label=_("The last published checkpoint"),
        help_text=_("From somebody outside: an auditor, a witness, a mirror of the log."),
    )

    def checkpoint_bytes(self) -> bytes:
        """Give the checkpoint as it was published."""
        return str(self.cleaned_data["checkpoint"]).encode()


class EpochForm(forms.Form):
    """Why a new epoch of the log is opened, and the administrator's second look."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One line. It stands in the log, in clear and for ever. Name nobody."),
        max_length=500,
    )
    checkpoint = CheckpointField(
        label=_("The last published checkpoint, if anybody has it"), required=False
    )
    sure = forms.BooleanField(label=_("I know that the present log ends here for good"))


TABLE_LIMIT = 5 * 1024 * 1024


class BatchForm(forms.Form):
    """What to award, and the table of those who get it."""

    achievement = forms.ChoiceField(label=_("What to award"))
    file = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_(
            "Columns: name and email, named in the first line. Commas, semicolons or tabs will do, "
            "as Excel and others save them. Up to 5 MB; the command line takes more."
        ),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["achievement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *choices]

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is too large to be read while somebody waits."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > TABLE_LIMIT:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."))
        return file


class GroundForm(forms.Form):
    """On what ground many are awarded at once, until when, and the officer's second look."""

    words = forms.CharField(
        label=_("On what ground"),
        help_text=_(
            "It stands in every badge, for its holder and everyone who verifies it. Name nobody."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    valid_until = forms.DateField(
        label=_("Valid until the end of"),
        required=False,
        help_text=_("Leave it empty for awards without an end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    sure = forms.BooleanField(
        label=_("I have looked at the table and decide that these people get this award")
    )

    def clean_valid_until(self) -> datetime | None:
        """Give the last second of the day, in UTC."""
        day = self.cleaned_data["valid_until"]
        return datetime.combine(day, time(23, 59, 59), tzinfo=UTC) if day else None


VERBS = [
    ("revoke", _("Revoke for good")),
    ("suspend", _("Suspend")),
    ("reinstate", _("Reinstate")),
]


class ManyForm(forms.Form):
    """Which awards to change together, and how."""

    verb = forms.ChoiceField(label=_("What to do"), choices=[("", "—"), *VERBS])
    file = forms.FileField(
        label=_("Table (CSV)"),
        required=False,
        help_text=_("With a column named “award” that holds their numbers or addresses."),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )
    numbers = forms.CharField(
        label=_("Or their numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        told = super().clean() or {}
        if not self.errors and not told.get("file") and not told.get("numbers"):
            raise forms.ValidationError(gettext("Choose a table, or write numbers."))
        return told

    def clean_file(self) -> UploadedFile[Any] | None:
        """Refuse what is too large."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > TABLE_LIMIT:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."))
        return file

    def lines(self) -> list[tuple[int, str]]:
        """Give each line's number and text; a `Refusal` where the file is no such table."""
        if self.cleaned_data["file"]:
            return read_awards(data=self.cleaned_data["file"].read())
        written = self.cleaned_data["numbers"].splitlines()
        return [(number, line.strip()) for number, line in enumerate(written, 1) if line.strip()]


class ManyWordsForm(forms.Form):
    """Plain words for an act on many awards, and the officer's second look."""

    verb = forms.ChoiceField(choices=VERBS, widget=forms.HiddenInput)
    chosen = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("The holders and everyone who verifies can read this. Name nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
    )
    sure = forms.BooleanField(label=_("I have checked that these are the right awards"))

    def clean_chosen(self) -> list[UUID]:
        """Give the awards that were looked at."""
        try:
            return [UUID(each) for each in self.cleaned_data["chosen"].split()]
        except ValueError:
            raise forms.ValidationError(gettext("Look at the awards again.")) from None


class ManyReasonForm(ManyWordsForm):
    """A reason of R19 before the words."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *Reason.choices])
    field_order = ["verb", "chosen", "reason", "words", "sure"]
