"""For whom somebody enrols; how she wants her daily sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapel.domain.memory import LONGEST, SHORTEST
from lapel.journey.learning.models import DailyRhythm
from lapel.journey.people.models import Organisation
from lapel.journey.people.queries import schools_of, zone_named
from lapel.ports import push

if TYPE_CHECKING:
    from datetime import time

    from lapel.journey.people.models import Person


class EnrolForm(forms.Form):
    """Asks a person with several schools which one it is for; of others it asks nothing."""

    organisation = forms.ModelChoiceField(
        label=_("For which school?"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # (handed on as they came)
        self.schools = schools_of(person)
        field = self.fields["organisation"]
        if len(self.schools) < 2 or not isinstance(field, forms.ModelChoiceField):
            del self.fields["organisation"]
        else:
            keys = [school.pk for school in self.schools]
            field.queryset = Organisation.objects.filter(pk__in=keys).order_by("name")

    @property
    def asks(self) -> bool:
        """Tell whether there is anything to choose."""
        return bool(self.fields)

    @property
    def chosen(self) -> Organisation | None:
        """Give the school: the chosen one, the only one, or none."""
        if self.asks:
            found: Organisation | None = self.cleaned_data["organisation"]
            return found
        return self.schools[0] if self.schools else None


class HourField(forms.TimeField):
    """A time of day, to the minute."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RhythmForm(forms.Form):
    """Her minutes, her order, her zone, and when she may be reminded."""

    minutes = forms.IntegerField(
        label=_("Minutes a session"),
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text=_("5 to 30. Fifteen hold about seven cards, one new segment and a closing."),
    )
    first = forms.ChoiceField(
        label=_("In a new segment"), choices=DailyRhythm.First, required=False
    )
    by_mail = forms.BooleanField(
        label=_("Remind me by mail on school days when something waits"), required=False
    )
    by_push = forms.BooleanField(
        label=_("Remind me by notification on my devices"),
        required=False,
        help_text=_("Which devices these are is said below. Both ways at once are fine, or none."),
    )
    remind_at = HourField(label=_("Remind me at"))
    quiet_from = HourField(label=_("Quiet hours begin"))
    quiet_until = HourField(
        label=_("Quiet hours end"), help_text=_("Nothing about sessions comes in between.")
    )
    zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=60,
        help_text=_(
            "A city or a name such as Africa/Nairobi. Leave it empty for the zone of your school."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not push.is_on(settings.PUSH_URL):
            del self.fields["by_push"]

    @staticmethod
    def as_set(rhythm: DailyRhythm) -> dict[str, int | str | bool | time]:
        """Give what she has set, as the form shows it."""
        ways, hours = ("by_mail", "by_push"), ("remind_at", "quiet_from", "quiet_until")
        return {name: getattr(rhythm, name) for name in ("minutes", "first", *ways, *hours, "zone")}

    def clean_zone(self) -> str:
        """Give the zone's own name."""
        words: str = self.cleaned_data["zone"]
        zone = zone_named(words)
        if words and not zone:
            raise forms.ValidationError(
                gettext("%s is not a time zone, such as Africa/Nairobi or UTC.") % words
            )
        return zone


class PauseForm(forms.Form):
    """Days off."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty if you do not know yet."),
    )
