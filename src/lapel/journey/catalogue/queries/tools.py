"""How far AI may help with what a version asks for; each piece says what it did (DOMAIN.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from lapel.journey.catalogue.models import Version

OPEN = "open"
# What a teacher may have used AI for, as she discloses it; `open` takes whatever is disclosed.
_ALLOWED = {"strict": {"none"}, "planning": {"none", "planning", "translation"}}
AI_POLICIES: dict[str, StrPromise] = {
    "strict": _("No AI in what you hand in."),
    "planning": _("AI for planning and translation only; you say for each piece whether."),
    OPEN: _("AI may help; you say for each piece what it did. It costs you nothing to say so."),
}


def ai_policy(version: Version) -> str:
    """Give the name of a version's policy; what says nothing is open."""
    said: str = version.content.get("ai_policy", OPEN)
    return said if said in AI_POLICIES else OPEN


def ai_policy_words(version: Version) -> str:
    """Say a version's policy in a sentence, for before she starts."""
    return str(AI_POLICIES[ai_policy(version)])


def allows_ai_use(version: Version, ai_use: str) -> bool:
    """Tell whether a piece may be handed in that discloses this use of AI."""
    policy = ai_policy(version)
    return policy not in _ALLOWED or ai_use in _ALLOWED[policy]
