"""How a designer writes, reviews, retires and brings questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from lapel.domain.microcredential import UnreadableError
from lapel.domain.microcredential.document import KEBAB
from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.models import ItemReview
from lapel.journey.diagnosis.queries.bank import bank_organisations
from lapel.journey.diagnosis.queries.bank_files import Remark, file_read, remarks_of
from lapel.journey.people.models import Organisation, Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet
    from django.forms import BoundField

    _OfPersons = forms.ModelChoiceField[Person]
else:  # only the types know what it is of
    _OfPersons = forms.ModelChoiceField

ANSWERS = 5
LARGEST = 5 * 1024 * 1024  # more than doors/web lets through is refused there
BANDS = [
    ("", _("not judged yet")),
    ("1", _("1: nearly all choose the best answer (over 85 of 100)")),
    ("2", _("2: most do (70 to 85)")),
    ("3", _("3: more than half do (50 to 70)")),
    ("4", _("4: fewer than half do (30 to 50)")),
    ("5", _("5: few do (under 30)")),
]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OwnOrganisation(forms.Form):
    """Asks for the organisation only where a designer has several."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = list(bank_organisations(person))
        field = self.fields["organisation"]
        if len(self.own) < 2 or not isinstance(field, forms.ModelChoiceField):
            del self.fields["organisation"]
        else:
            field.queryset = bank_organisations(person)

    @property
    def chosen(self) -> Organisation:
        """Give the chosen organisation, or the only one."""
        if "organisation" in self.fields:
            found: Organisation = self.cleaned_data["organisation"]
            return found
        return self.own[0]


class PlaceForm(OwnOrganisation):
    """Where a new question belongs, and the key it has for good."""

    competency = forms.ModelChoiceField(
        label=_("Competency"), queryset=Competency.objects.order_by("pk")
    )
    language = forms.CharField(
        label=_("Language"), max_length=12, initial="en", help_text=_("As in en or pt-BR.")
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, as in wait-time. It stays for good."),
        validators=[
            RegexValidator(
                rf"^{KEBAB.pattern}$", _("Use small letters and digits parted by hyphens.")
            )
        ],
    )


class WordsForm(forms.Form):
    """All words of a question; what is missing is told, and may be added later."""

    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=200,
        help_text=_("The one thing, in a line. No two questions are about the same."),
    )
    vignette = forms.CharField(
        label=_("A class, a moment, what was seen"),
        required=False,
        max_length=2000,
        widget=_area(6),
        help_text=_("25 to 150 words."),
    )
    question = forms.CharField(label=_("The question"), required=False, max_length=200)
    form = forms.ChoiceField(
        label=_("How its answers count"),
        required=False,
        choices=[
            ("best", _("One answer is right: it is worth 1, the others 0.")),
            ("ordered", _("Each answer is worth a step more than another: 0, 1, 2, …")),
        ],
        initial="best",
        widget=forms.RadioSelect,
    )
    cite = forms.CharField(
        label=_("Published work it rests on"), required=False, max_length=500, widget=_area(2)
    )
    says = forms.CharField(
        label=_("What of it the question rests on"),
        required=False,
        max_length=500,
        widget=_area(2),
    )
    band = forms.ChoiceField(
        label=_("Of teachers in their third year, how many would choose the best answer?"),
        required=False,
        choices=BANDS,
        help_text=_("Your judgement until answers are in."),
    )
    band_reason = forms.CharField(
        label=_("Why you judge so"), required=False, max_length=300, widget=_area(2)
    )
    base = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ANSWERS + 1):
            self.fields[f"text{number}"] = forms.CharField(
                label=_("Answer"), required=False, max_length=400, widget=_area(2)
            )
            self.fields[f"credit{number}"] = forms.ChoiceField(
                label=_("Worth"), required=False, choices=[(str(n), str(n)) for n in range(ANSWERS)]
            )
            self.fields[f"reason{number}"] = forms.CharField(
                label=_("Why it is worth so much, said to a colleague who chose it"),
                required=False,
                max_length=800,
                widget=_area(2),
            )

    @property
    def answers(self) -> Iterator[list[BoundField]]:
        """Give the fields of each answer."""
        for number in range(1, ANSWERS + 1):
            yield [self[f"{name}{number}"] for name in ("text", "credit", "reason")]

    @property
    def content(self) -> dict[str, Any]:
        """Give the question as `lapel/items@1` writes it; what is empty is left out."""
        told = {name: _lines(value) for name, value in self.cleaned_data.items()}
        source = {name: told[name] for name in ("cite", "says") if told[name]}
        plain = {
            name: told[name]
            for name in ("about", "vignette", "question", "form", "band_reason")
            if told[name]
        }
        band = {"band": int(told["band"])} if told["band"] else {}
        options = list(_options(told))
        return {
            **plain,
            **({"options": options} if options else {}),
            **({"source": source} if source else {}),
            **band,
        }


def _options(told: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for number in range(1, ANSWERS + 1):
        words = {name: told[f"{name}{number}"] for name in ("text", "reason")}
        if any(words.values()):
            yield {**words, "credit": int(told[f"credit{number}"] or 0)}


def _lines(value: Any) -> str:
    return str(value).replace("\r\n", "\n").strip()


def initial_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the form shows of a question, whatever is wrong with it."""
    source = content.get("source")
    shown = {
        name: content.get(name, "")
        for name in ("about", "vignette", "question", "form", "band_reason")
    }
    shown["band"] = str(content.get("band", ""))
    if isinstance(source, dict):
        shown |= {name: source.get(name, "") for name in ("cite", "says")}
    options = content.get("options")
    for number, each in enumerate(options if isinstance(options, list) else [], 1):
        if isinstance(each, dict):
            shown |= {
                f"{name}{number}": each.get(name, "") for name in ("text", "credit", "reason")
            }
    return shown


class ReviewForm(forms.Form):
    """What a reviewer finds."""

    verdict = forms.ChoiceField(
        label=_("What do you find?"),
        choices=[
            (ItemReview.Verdict.FIT.value, _("Fit to be asked")),
            (ItemReview.Verdict.MEND.value, _("Send it back to be mended")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=4000,
        widget=_area(4),
        help_text=_("Needed where you send it back: what is to be mended?"),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Take a review that sends back only with words."""
        cleaned: dict[str, Any] = super().clean() or {}
        sends_back = cleaned.get("verdict") == ItemReview.Verdict.MEND.value
        if sends_back and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say what is to be mended."))
        return cleaned


class Colleague(_OfPersons):
    """Offers people by the names they go by."""

    def label_from_instance(self, obj: Person) -> str:
        """Give the name of one."""
        return obj.shown_name


class AskForm(forms.Form):
    """Whom a designer asks to read a wording."""

    colleague = Colleague(
        label=_("Whom do you ask?"), queryset=Person.objects.none(), empty_label=None
    )
    asking = forms.CharField(
        label=_("A word to her"),
        required=False,
        max_length=1000,
        widget=_area(2),
        help_text=_("What she might look at. It stands in the letter."),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["colleague"]
        assert isinstance(field, Colleague)
        field.queryset = colleagues


class RetireForm(forms.Form):
    """Why a wording goes out of use."""

    because = forms.CharField(label=_("Why?"), max_length=2000, widget=_area(3))


class BringForm(OwnOrganisation):
    """Takes a file of questions, and what stands in where they do not say where they belong."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "JSON (lapel/items@1), a QTI 3.0 package, or one item of QTI 3.0; at most 5 MB."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".json,.zip,.xml,application/json,application/zip"}
        ),
    )
    competency = forms.ModelChoiceField(
        label=_("Competency of questions that name none"),
        queryset=Competency.objects.order_by("pk"),
        required=False,
    )
    language = forms.CharField(
        label=_("Language of questions that name none"), max_length=12, initial="en"
    )
    remarks: list[Remark] = []

    def clean(self) -> dict[str, Any]:
        """Read the file; what is wrong with it is told with its places."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        if file.size > LARGEST:
            self.add_error("file", _("The file is larger than 5 MB."))
            return cleaned
        try:
            cleaned["read"] = file_read(file.read())
        except UnreadableError as error:
            self.remarks = remarks_of(error)
            self.add_error("file", _("This file cannot be read."))
        return cleaned
