"""Forms of sign-in where ours differ from allauth's."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no stubs
    """Adds a passkey; one that signs in by itself unless she says otherwise."""

    name = forms.CharField(label=_("Name of this passkey"), required=False, max_length=60)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone"),
        initial=True,
        required=False,
        help_text=_("Leave this on unless your key is an older one without a PIN."),
    )
