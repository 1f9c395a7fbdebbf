"""How far AI may help with what a version asks for; each piece says what it did (DOMAIN.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import AiPolicy

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version

# What a teacher may have used AI for, as she discloses it; what is not named takes all of it.
_ALLOWED = {
    AiPolicy.STRICT: {"none"},
    AiPolicy.PLANNING: {"none", "planning", "translation"},
}


def allows_ai_use(version: Version, ai_use: str) -> bool:
    """Tell whether a piece may be handed in that discloses this use of AI."""
    allowed = _ALLOWED.get(version.ai_policy)
    return allowed is None or ai_use in allowed
