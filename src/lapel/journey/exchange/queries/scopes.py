"""What a program may be let do (Open Badges 3.0 §6.2.1, Badge Connect 2.1), and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

_OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
_OB2 = "https://purl.imsglobal.org/spec/ob/v2p1/scope/"
READ_BADGES = f"{_OB3}credential.readonly"
BRING_BADGES = f"{_OB3}credential.upsert"
READ_PROFILE = f"{_OB3}profile.readonly"
CHANGE_PROFILE = f"{_OB3}profile.update"
READ_ASSERTIONS = f"{_OB2}assertion.readonly"
BRING_ASSERTIONS = f"{_OB2}assertion.create"
READ_PROFILE_2 = f"{_OB2}profile.readonly"
OFFLINE = "offline_access"

_SEE_BADGES = _("See every badge in your portfolio, also those that you show to nobody.")
_PUT_BADGES = _("Put badges that others gave you into your portfolio.")
_SEE_NAME = _("See your name and your e-mail address.")
WORDS: dict[str, _StrPromise] = {
    READ_BADGES: _SEE_BADGES,
    READ_ASSERTIONS: _SEE_BADGES,
    BRING_BADGES: _PUT_BADGES,
    BRING_ASSERTIONS: _PUT_BADGES,
    READ_PROFILE: _SEE_NAME,
    READ_PROFILE_2: _SEE_NAME,
    CHANGE_PROFILE: _("Change the name that stands on your account."),
    OFFLINE: _("Come back while you are not here, until you end it."),
}
OPEN_BADGES_3 = (READ_BADGES, BRING_BADGES, READ_PROFILE, CHANGE_PROFILE)
# Moodle leaves the first of the scopes that are offered out of what it asks for; this one does not
# matter, because whoever registers for refresh tokens gets them.
BADGE_CONNECT = (OFFLINE, READ_ASSERTIONS, BRING_ASSERTIONS, READ_PROFILE_2)


def known_scopes(asked: str, *, within: Iterable[str] = WORDS) -> str:
    """Give those of the asked scopes that exist within a set, in order and once; "" if none."""
    allowed = set(within) & set(WORDS)
    return " ".join(scope for scope in dict.fromkeys(asked.split()) if scope in allowed)


def in_plain_words(scope: str) -> list[str]:
    """Say what scopes let a program do, each thing once, in the reader's language."""
    return list(dict.fromkeys(str(WORDS[each]) for each in scope.split() if each in WORDS))
