"""Short ways to requests and endorsements: the state endorses what the college issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cast import belongs, person
from lapel.journey.issuing.actions import (
    accept_endorsement,
    ask_award_endorsement,
    ask_endorsement,
)
from lapel.journey.people.models import Membership, Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import parked_deliveries

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.issuing.models import Award, Endorsement
    from lapel.journey.people.models import Person
    from review.stage import Stage

WHY = "You know our rubric; say so to others."
CLAIM = "We read the rubric line by line, and hire people who hold this."


def officer_of_state(cast: Cast) -> Person:
    """Give the state an officer, Olu, who answers for it."""
    known = Membership.objects.filter(organisation=cast.state, role=Role.ISSUER_OFFICER).first()
    if known:
        return known.person
    olu = person("Olu")
    belongs(olu, cast.state, Role.ISSUER_OFFICER)
    return olu


def asked(stage: Stage, subject: Any = None, **change: Any) -> Endorsement:
    """Have the college's designer ask the state to endorse its micro-credential."""
    officer_of_state(stage.cast)
    told = {"person": stage.cast.dara, "endorser": stage.cast.state, "words": WHY, **change}
    return ask_endorsement(subject=subject or stage.version, **told)


def signed(request: Endorsement, by: Person, comment: str = CLAIM) -> Endorsement:
    """Have a request accepted and signed."""
    accept_endorsement(person=by, endorsement_id=request.pk, comment=comment)
    deliver_all()
    assert list(parked_deliveries()) == []
    request.refresh_from_db()
    return request


def endorsed(stage: Stage, subject: Any = None, **change: Any) -> Endorsement:
    """Have the state's endorsement in force."""
    return signed(asked(stage, subject, **change), officer_of_state(stage.cast))


def office_of(someone: Person) -> Membership:
    """Give the one office a person holds."""
    return Membership.objects.get(person=someone)


def asked_of_mentor(award: Award, cast: Cast, **change: Any) -> Endorsement:
    """Have the holder ask Chipo, who mentors at her school."""
    told = {"person": cast.amina, "endorser": office_of(cast.chipo), "words": WHY, **change}
    return ask_award_endorsement(award_id=award.pk, **told)
