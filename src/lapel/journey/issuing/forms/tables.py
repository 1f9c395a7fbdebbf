"""Fields of forms that take a table, or something an issuer awards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TABLE_LIMIT = 5 * 1024 * 1024


class TableField(forms.FileField):
    """A table as CSV, no larger than can be read while somebody waits."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("Table (CSV)"),
            validators=[FileExtensionValidator(["csv", "txt", "tsv"])],
            widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
            **more,
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        """Give the file, None where it may be missing and is; refuse what is too large."""
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file and (file.size or 0) > TABLE_LIMIT:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."))
        return file


class AchievementForm(forms.Form):
    """A form one of whose fields, `achievement`, names something that is awarded."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["achievement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *choices]
