"""The sentences to attest, and what was attested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lapel.journey.consent.models import Attestation

if TYPE_CHECKING:
    from uuid import UUID

    from django_stubs_ext import StrPromise

STATEMENTS: dict[str, StrPromise] = {
    "consent-held": _(
        "For every student who can be seen or heard, or whose work is shown, I hold the consent "
        "that my school and the law ask for."
    ),
    "no-names": _(
        "No student's name is in this evidence: not in texts, pictures, recordings or documents."
    ),
    "no-faces": _(
        "No student's face is uncovered in this evidence, except where the consent I hold says "
        "that it may be shown."
    ),
    "own-work": _(
        "This is from my own teaching, and where a tool or another person helped I say so."
    ),
}


def attestation_on(subject: UUID) -> Attestation | None:
    """Give what stands attested on a subject, if anything does."""
    standing = Attestation.objects.filter(subject=subject, withdrawn_at=None)
    return standing.order_by("-attested_at").first()
