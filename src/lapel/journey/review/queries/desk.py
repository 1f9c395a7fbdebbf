"""What an assessor has on her desk, and the disputes a lead may take (R4, R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from lapel.domain.rubrics.lifecycle import FINAL, Look, State
from lapel.journey.people.models import Role
from lapel.journey.people.queries import has_role, organisations_where
from lapel.journey.qualification.queries import paused_at
from lapel.journey.record.queries import now
from lapel.journey.review.models import Assessment, Case, Seat
from lapel.journey.review.policies import are_connected
from lapel.journey.review.queries.connections import origin_of, ties_of
from lapel.journey.review.queries.discussed import drafts_discussed_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from lapel.journey.people.models import Person
    from lapel.journey.review.policies import Ties

SCORED_BLIND = (Seat.FIRST, Seat.SECOND)
AT_WORK = (State.IN_REVIEW, State.ADJUDICATION, State.APPEAL)
# Beyond so many cases that are no longer free or not for her, the rest can wait.
MOST_LOOKED_AT = 200
# What waits for a lead assessor to settle it, or is with one: a case, or a second look at one.
DISPUTED = Q(state__in=[State.DISCREPANT, State.ADJUDICATION]) | Q(
    look_state__in=[Look.DISCREPANT, Look.ADJUDICATION]
)
# Leaving a seat in these ways leaves the case for good.
FOR_GOOD = (Assessment.Ending.RECUSED, Assessment.Ending.REPLACED)


def live_seats() -> QuerySet[Assessment]:
    """Seats that are held: locked, or under a lease that still runs."""
    held = Q(locked_at__isnull=False) | Q(lease_until__gt=now())
    return Assessment.objects.filter(held, ended_at__isnull=True)


def open_assessment(person: Person) -> Assessment | None:
    """Give what a person is scoring now, under a lease that runs or as an adjudicator's note."""
    unfinished = Q(locked_at__isnull=True) | Q(
        Q(case__state=State.ADJUDICATION) | Q(case__look_state=Look.ADJUDICATION),
        seat=Seat.ADJUDICATOR,
    )
    found = live_seats().filter(unfinished, assessor=person)
    return found.select_related("case__version", "case__submission", "case__portfolio").first()


def is_open(assessment: Assessment) -> bool:
    """Tell whether an assessment may be scored now: hers, unlocked, its lease running."""
    runs = assessment.ended_at is None and assessment.lease_until > now()
    case = assessment.case
    waits = case.is_in_flight and case.stage in AT_WORK
    return runs and waits and assessment.locked_at is None


def waits_for_conclusion(assessment: Assessment) -> bool:
    """Tell whether an adjudicator locked and may read the rationales and write her note."""
    locked = assessment.locked_at is not None and assessment.ended_at is None
    adjudicates = assessment.seat == Seat.ADJUDICATOR
    return locked and adjudicates and assessment.case.stage is State.ADJUDICATION


def finished_assessments(person: Person) -> QuerySet[Assessment]:
    """Give what a person locked, the latest first."""
    found = Assessment.objects.filter(assessor=person, locked_at__isnull=False)
    return found.select_related("case__version").order_by("-locked_at")


def kept_assessments(person: Person) -> QuerySet[Assessment]:
    """Give what a person left unfinished with scores of hers, and might be offered again."""
    lapsed = Q(ended_at__isnull=False) | Q(lease_until__lte=now())
    found = Assessment.objects.filter(lapsed, assessor=person, locked_at__isnull=True)
    found = found.exclude(ending__in=[*FOR_GOOD, Assessment.Ending.CLOSED])
    found = found.exclude(case__state__in=FINAL, case__look_state="").filter(scores__isnull=False)
    # What was scored before the decision no longer counts for anything; nor is an appeal told.
    found = found.exclude(~Q(seat=Seat.APPEAL), case__state=State.APPEAL)
    return found.select_related("case__version").distinct().order_by("-taken_at")


def lightly(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Order cases by their clocks and leave out the long documents that come with them."""
    found = cases.select_related(
        "submission__organisation", "version", "microcredential__organisation", "route"
    )
    found = found.defer("submission__manifest", "version__content", "version__search_text")
    return found.order_by("opened_at", "pk")


def left_by(person: Person) -> QuerySet[Assessment, object]:
    """Give the cases a person is done with: locked, recused, or replaced."""
    done = Q(locked_at__isnull=False) | Q(ending__in=FOR_GOOD)
    return Assessment.objects.filter(done, assessor=person).values("case")


def appeal_for(case: Case, person: Person, ties: Ties) -> Seat | None:
    """Keep an appeal for a third, unconnected assessor, who cannot know that it is one (R14).

    Whoever sat at any attempt of this draft is no third; whoever leads is told of appeals.
    """
    free = not live_seats().filter(case=case, seat=Seat.APPEAL).exists()
    sat = Assessment.objects.filter(
        assessor=person, case__submission__draft=case.submission.draft_id
    ).exclude(case=case, seat=Seat.APPEAL)
    leads = has_role(person, Role.LEAD_ASSESSOR, case.microcredential.organisation)
    if not free or leads or sat.exists() or are_connected(ties, origin_of(case)):
        return None
    return Seat.APPEAL


def free_adjudications(person: Person) -> Iterator[Case]:
    """Yield the cases a lead assessor may adjudicate: led by her, and not scored by her (R9)."""
    led = organisations_where(person, Role.LEAD_ASSESSOR)
    found = Case.objects.filter(DISPUTED, microcredential__organisation__in=led)
    scored = Assessment.objects.filter(assessor=person, seat__in=SCORED_BLIND).values("case")
    found = found.exclude(pk__in=left_by(person)).exclude(pk__in=scored)
    found = found.exclude(microcredential__organisation__in=paused_at(person))
    # Who read how an attempt was scored settles no dispute about a later one.
    found = found.exclude(submission__draft__in=drafts_discussed_by(person))
    ties = ties_of(person)
    for case in lightly(found)[:MOST_LOOKED_AT]:
        if not _is_adjudicated(case) and not are_connected(ties, origin_of(case)):
            yield case


def _is_adjudicated(case: Case) -> bool:
    return live_seats().filter(case=case, seat=Seat.ADJUDICATOR).exists()
