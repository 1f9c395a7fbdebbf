"""How an address to be told is given, and what a browser gives of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.multiformats import base64url_decode
from lapel.journey.messaging.queries import organisations_kept
from lapel.journey.people.models import Organisation
from lapel.ports.push import Device

if TYPE_CHECKING:
    from lapel.journey.people.models import Person


class EndpointForm(forms.Form):
    """Takes an address and whose events it is told."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("Its own awards, and those of the organisations under it."),
    )
    address = forms.URLField(
        label=_("Address of the program"),
        max_length=2000,
        assume_scheme="https",
        help_text=_("It begins with https:// and is on the public internet."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = organisations_kept(person)


class _Base64Field(forms.CharField):
    """Bytes in base64url without padding, as browsers write keys."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return base64url_decode(text)
        except BadgeError as error:
            raise forms.ValidationError(str(error)) from None


class DeviceForm(forms.Form):
    """Takes what a browser's PushSubscription says, and the key that it let in."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = _Base64Field(max_length=100)
    auth = _Base64Field(max_length=40)
    key = _Base64Field(max_length=100)

    @property
    def device(self) -> Device:
        """The device, as the port addresses it."""
        given = self.cleaned_data
        return Device(endpoint=given["endpoint"], public=given["p256dh"], secret=given["auth"])
