"""allauth's pages where ours behave differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView

from lapel.journey.people.policies import needs_second_factor

if TYPE_CHECKING:
    from django.http import HttpResponse


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no stubs
    """Sets up an authenticator app; the code typed there proves it, so it counts at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Note the second factor in the session."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no stubs
    """Adds a passkey; its use there proves it, so it counts at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Note the second factor in the session."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="webauthn")
        return response


class Security(IndexView):  # type: ignore[misc]  # allauth has no stubs
    """Shows her second factors, and whether her role needs one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page what her role asks for."""
        needed = needs_second_factor(self.request.user)
        return {**super().get_context_data(**kwargs), "must_have_second_factor": needed}
