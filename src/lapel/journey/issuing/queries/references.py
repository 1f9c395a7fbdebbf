"""References made for one award alone: nobody can link two awards by them."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lapel.journey.review.models import Assessment, Seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.issuing.models import Award


class Salted(Protocol):
    """An award, or one that is being sealed."""

    @property
    def reference_salt(self) -> str:
        """16 random bytes as hexadecimal text."""


def reference(award: Salted, *names: str) -> uuid.UUID:
    """Give an id that stands for something within one award: keyed by the award's own salt."""
    key = bytes.fromhex(award.reference_salt)
    digest = hmac.digest(key, "\n".join(names).encode(), hashlib.sha256)
    return uuid.UUID(bytes=digest[:16], version=4)


@dataclass(frozen=True)
class AssessorReference:
    """A locked assessment and the reference under which the award names its assessor."""

    reference: uuid.UUID
    assessment: Assessment

    @property
    def is_adjudicator(self) -> bool:
        """Tell whether she took the last look as a lead assessor."""
        return self.assessment.seat == Seat.ADJUDICATOR


def assessor_references(award: Award) -> Iterator[AssessorReference]:
    """Give the assessors behind an award in the order of their references, not of their seats.

    Only the issuer's officers may be shown whom a reference means.
    """
    if award.decision is None:
        return
    counted = Assessment.objects.filter(
        case=award.decision.case_id, locked_at__isnull=False, ended_at__isnull=True
    ).select_related("assessor")
    found = [
        AssessorReference(reference(award, "assessor", str(each.assessor_id)), each)
        for each in counted
    ]
    yield from sorted(found, key=lambda each: each.reference.hex)
