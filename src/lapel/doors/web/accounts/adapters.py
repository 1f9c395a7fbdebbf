"""What Lapel does at the points where allauth asks."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lapel.journey.messaging.actions import leave_device
from lapel.journey.messaging.queries import DEVICE_COOKIE
from lapel.journey.people.actions import accept_invitations, come_in, join
from lapel.ports.mail import MailError

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.people.models import Person

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no stubs
    """Signs people up and in by code or passkey; there is no password anywhere."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code we sent. Look at the newest mail and try again."),
        "too_many_login_attempts": _("That was often. Wait a few minutes, then try again."),
        "rate_limited": _("That was often. Wait a moment, then try again."),
        "email_taken": _("This address cannot be used here."),
    }

    def save_user(
        self,
        _request: HttpRequest,
        user: Person,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 (allauth's signature)
    ) -> Person:
        """Make the person who signs up."""
        if not commit:
            raise NotImplementedError("allauth always commits")
        data = form.cleaned_data
        language = get_language() or settings.LANGUAGE_CODE
        return join(person=user, email=data["email"], name=data.get("name", ""), language=language)

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in; on a device that reminded somebody else, nothing comes any more."""
        super().login(request, user)
        leave_device(mark=request.COOKIES.get(DEVICE_COOKIE, ""), for_person=user)

    def logout(self, request: HttpRequest) -> None:
        """Sign out; nothing comes to this device any more."""
        super().logout(request)
        leave_device(mark=request.COOKIES.get(DEVICE_COOKIE, ""))

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Begin the memberships she was invited to; who was named by others joins now."""
        come_in(person=user)
        accept_invitations(person=user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Begin also those that wait for an address she adds later."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed and request.user.is_authenticated:
            accept_invitations(person=request.user)
        return confirmed

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Lead back to her addresses who added one: there she makes it the main one."""
        if self.request.user.is_authenticated and not email_address.primary:
            return reverse("account_email")
        onward: str = super().get_email_verification_redirect_url(email_address)
        return onward

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before changes to an account, unless two factors were used just now."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        if any(record["method"] == "mfa" and record["at"] > since for record in records):
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that somebody, perhaps she, tried to sign up with it."""
        sign_in = settings.BASE_URL + reverse("account_login")
        self.send_mail("account/email/account_already_exists", email, {"sign_in_url": sign_in})

    def send_mail(self, template_prefix: str, email: str, context_: dict[str, Any]) -> None:
        """Send at once; where the mail server is away, say so instead of failing."""
        try:
            super().send_mail(template_prefix, email, {**context_, "base_url": settings.BASE_URL})
        except MailError:
            log.exception("a letter of sign-in was not handed over")
            page = render(context.request, "account/no_mail.html", status=503)
            raise ImmediateHttpResponse(page) from None


def _fernet() -> MultiFernet:
    given = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"lapel second factor\n" + key.encode()).digest() for key in given]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no stubs
    """Keeps the secrets of authenticator apps and recovery codes encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Confirm your new address first."),
        "incorrect_code": _("That did not work. Try once more."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt under the instance's secret."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt; under a lost secret the answer is random, so that no code ever fits."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()
