"""Forms of the issuer officer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.journey.issuing.actions import read_awards
from lapel.journey.issuing.models import Award, Change, Reason
from lapel.journey.issuing.queries.changes import award_named

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS = [
    ("", _("Micro-credentials and stacks")),
    ("version", _("Micro-credentials")),
    ("stack", _("Stacks")),
]
STATES = [
    ("", _("Every state")),
    *[each for each in Award.State.choices if each[0] != "preparing"],
    ("ended", _("Ended")),
]


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
        return _end_of(self.cleaned_data["valid_until"])


def _end_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC) if day else None


class EndForm(forms.Form):
    """Until when something is valid: the last second of a day, in UTC."""

    valid_until = forms.DateField(
        label=_("Valid until the end of"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_valid_until(self) -> datetime | None:
        """Give the last second of the day."""
        return _end_of(self.cleaned_data["valid_until"])


class LaterEndForm(EndForm):
    """A later end, where one is wished."""

    valid_until = forms.DateField(
        label=_("Valid until the end of"),
        required=False,
        help_text=_("Leave it empty to keep the end it has."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class ExpireForm(EndForm, ReasonForm):
    """Another end, why, and the officer's second look."""

    field_order = ["valid_until", "reason", "words", "sure"]


class RefreshForm(LaterEndForm, WordsForm):
    """A new signature, perhaps a later end, and the officer's second look."""

    field_order = ["valid_until", "words", "sure"]


class ManyForm(forms.Form):
    """Which awards to change together, and how."""

    verb = forms.ChoiceField(label=_("What to do"), choices=[("", "—"), *Change.Verb.choices])
    file = forms.FileField(
        label=_("Table (CSV)"),
        required=False,
        help_text=_(
            "With a column named “award” that holds their numbers or addresses; to replace awards, "
            "also a column “new”."
        ),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
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

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["achievement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *choices]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the three."""
        told = super().clean() or {}
        named = [name for name in ("file", "numbers", "achievement") if told.get(name)]
        if not self.errors and len(named) != 1:
            raise forms.ValidationError(
                gettext("Choose a table, or write numbers, or choose a kind: one of the three.")
            )
        return told

    def clean_file(self) -> UploadedFile[Any] | None:
        """Refuse what is too large."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > TABLE_LIMIT:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."))
        return file

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
