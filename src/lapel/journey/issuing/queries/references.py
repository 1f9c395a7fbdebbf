"""References made for one award alone: nobody can link two awards by them."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

from lapel.journey.qualification.queries import qualification_at
from lapel.journey.review.models import Assessment, Seat, TeamFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.issuing.models import Award
    from lapel.journey.qualification.models import Qualification
    from lapel.journey.review.models import Decision


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
    """A locked assessment, the reference to its assessor, and what she was qualified by."""

    reference: uuid.UUID
    assessment: Assessment
    qualification: Qualification | None = None

    @property
    def is_adjudicator(self) -> bool:
        """Tell whether she took the last look as a lead assessor."""
        return self.assessment.seat == Seat.ADJUDICATOR


def assessor_references(award: Award) -> Iterator[AssessorReference]:
    """Give the assessors behind an award in the order of their references, not of their seats.

    Who scored for a whole team in a teammate's case is among them (R24); nobody is there twice.
    Only the issuer's officers may be shown whom a reference means.
    """
    if award.decision is None:
        return
    found = {
        each.assessor_id: AssessorReference(
            reference(award, "assessor", str(each.assessor_id)), each, _qualification(each)
        )
        for each in _counted(award.decision)
    }
    yield from sorted(found.values(), key=lambda each: each.reference.hex)


def _counted(decision: Decision) -> list[Assessment]:
    """Give the assessments a decision rests on, those of its own case last."""
    shared = [each["criterion"] for each in decision.record.get("team", [])]
    teams = TeamFinding.objects.filter(case=decision.case_id, criterion__in=shared)
    for_all = Q(case__in=teams.values("decision__case"), scores__criterion__in=shared)
    counted = Assessment.objects.filter(
        Q(case=decision.case_id) | for_all, locked_at__isnull=False, ended_at__isnull=True
    ).select_related("assessor", "case__version")
    return sorted(counted.distinct(), key=lambda each: each.case_id == decision.case_id)


def _qualification(assessment: Assessment) -> Qualification | None:
    case, locked_at = assessment.case, assessment.locked_at
    if locked_at is None:
        return None
    return qualification_at(assessment.assessor, case.version, case.language, moment=locked_at)
