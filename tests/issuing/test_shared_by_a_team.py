"""What an award says of evidence that a team shares (R18, R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cast import belongs
from cast import person as made
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import assessor_references
from lapel.journey.people.models import Role
from lapel.journey.record.queries import now
from lapel.journey.review.models import Appointment
from review.teams import Teams

if TYPE_CHECKING:
    from cast import Cast


def test_r18_an_award_refers_to_those_too_who_scored_its_shared_part(cast: Cast) -> None:
    """Two scored the recording in Amina's case, two others the rest of Nia's: four, once each."""
    teams = Teams(cast)
    first = teams.decide(teams.submit(cast.amina))
    Appointment.objects.update(ended_at=now())
    teams.assessors = [made("Tariq"), made("Uma")]
    for each in teams.assessors:
        belongs(each, cast.college, Role.ASSESSOR)
        teams.appoint(each)
    case = teams.decide(teams.submit(teams.nia))
    award = Award.objects.get(decision=case.decision)
    behind = list(assessor_references(award))
    assert {each.assessment.assessor for each in behind} == {cast.ben, cast.bola, *teams.assessors}
    assert len(behind) == 4
    assert all(str(each.reference) in award.document for each in behind)
    hers = {
        each.reference for each in assessor_references(Award.objects.get(decision=first.decision))
    }
    assert not hers & {each.reference for each in behind}
