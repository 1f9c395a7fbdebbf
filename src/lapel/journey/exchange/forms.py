"""What a holder brings, and how she offers an award to her wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet


class BringForm(forms.Form):
    """A badge file from elsewhere."""

    file = forms.FileField(
        label=_("Badge file"),
        help_text=_("JSON, or a PNG or SVG picture with the badge inside; at most 512 kB."),
    )


class WalletForm(forms.Form):
    """How an award is offered to a wallet."""

    asks_code = forms.BooleanField(
        label=_("Have the wallet ask for digits that only this page shows"),
        help_text=_(
            "Then the code alone is of no use to whoever sees your screen. Take it away if your "
            "wallet cannot ask for digits."
        ),
        initial=True,
        required=False,
    )
    form = forms.ChoiceField(
        label=_("Form of the badge"),
        help_text=_("Choose one only if your wallet shows the badge several times, or fails."),
        choices=[
            ("", _("Whichever the wallet knows")),
            ("OpenBadge_ldp_vc", _("Open Badge with the signature inside")),
            ("OpenBadge_jwt_vc_json", _("Signed token (VC-JWT)")),
            ("OpenBadge_vc_sd_jwt", _("Token shown in part, older name (vc+sd-jwt)")),
            ("OpenBadge_dc_sd_jwt", _("Token shown in part (dc+sd-jwt)")),
        ],
        required=False,
    )


class ApiTokenForm(forms.Form):
    """A token for a program of one's own organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), empty_label=None
    )
    name = forms.CharField(
        label=_("What it is for"),
        help_text=_("So that you know later which program to stop, such as: course platform."),
        max_length=100,
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset = organisations
