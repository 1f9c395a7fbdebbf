"""Addresses of sign-in: allauth's views under our names, without any that is about passwords.

allauth finds its pages by the names of these addresses, so the names are its own.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path
from django.views.generic import RedirectView

from lapel.doors.web.accounts.views import ActivateApp, AddPasskey, Security

_code = RedirectView.as_view(pattern_name="account_login", query_string=True)
_no_password = RedirectView.as_view(pattern_name="mfa_reauthenticate", query_string=True)

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/request/", _code, name="account_request_login_code"),
    path("sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", account.signup, name="account_signup"),
    path("sign-up/passkey/", account.signup_by_passkey, name="account_signup_by_passkey"),
    path("sign-up/passkey/create/", webauthn.signup_webauthn, name="mfa_signup_webauthn"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("confirm/again/", _no_password, name="account_reauthenticate"),
    path("me/email/", account.email, name="account_email"),
    path("me/email/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("me/security/", Security.as_view(), name="mfa_index"),
    path("me/security/app/", ActivateApp.as_view(), name="mfa_activate_totp"),
    path("me/security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/security/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "me/security/recovery/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "me/security/recovery/file/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("me/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("me/passkeys/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/sessions/", sessions.list_usersessions, name="usersessions_list"),
]
