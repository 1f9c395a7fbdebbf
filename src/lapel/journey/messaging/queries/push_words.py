"""What a notification says: nothing that a screen which others see should not show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lapel.journey.learning.queries import Session

# What stands in the place of an earlier one, at the service and on the screen.
TODAY, TRIAL = "today", "trial"


def session_words(session: Session) -> bytes:
    """Say how long today's session takes, and where it is."""
    title = ngettext("Today: %(minutes)d minute", "Today: %(minutes)d minutes", session.minutes)
    return _words(title % {"minutes": session.minutes}, "learning:today", TODAY)


def trial_words() -> bytes:
    """Say that it has come, which is all that whoever tries wants to know."""
    return _words(_("Reminders come to this device"), "learning:rhythm", TRIAL)


def _words(title: str, page: str, tag: str) -> bytes:
    told = {"title": title, "lang": get_language() or "", "url": reverse(page), "tag": tag}
    return json.dumps(told, ensure_ascii=False).encode()
