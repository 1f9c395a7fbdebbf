"""Put a hidden anchor before an assessor (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import State
from lapel.journey.catalogue.queries import criteria
from lapel.journey.review.models import Case

if TYPE_CHECKING:
    from lapel.journey.qualification.models import Portfolio


def hide(*, case: Case, portfolio: Portfolio) -> Case:
    """Make a case of an anchor that looks like the one in whose place it stands.

    It has that one's clocks, all criteria to score, and no one but its assessor ever meets it.
    """
    return Case.everything.create(
        portfolio=portfolio,
        microcredential_id=case.microcredential_id,
        version=case.version,
        organisation_id=case.organisation_id,
        language=case.language,
        state=State.IN_REVIEW,
        open_criteria=[each["key"] for each in criteria(case.version)],
        opened_at=case.opened_at,
        target_at=case.target_at,
        breach_at=case.breach_at,
    )
