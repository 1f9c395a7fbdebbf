"""Letters to issuer officers about awards whose ground is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.domain.rubrics.lifecycle import Look
from lapel.journey.integrity.events import InquiryClosed
from lapel.journey.integrity.models import Finding, Inquiry
from lapel.journey.issuing.events import AwardIssued
from lapel.journey.issuing.models import Award
from lapel.journey.messaging.actions import write_letter
from lapel.journey.messaging.queries import officer_letters
from lapel.journey.messaging.queries.addressees import who_hold
from lapel.journey.people.models import Role
from lapel.journey.qualification.events import QualificationWithdrawn
from lapel.journey.record.events import receives
from lapel.journey.review.events import LookEnded
from lapel.journey.review.models import SecondLook

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from lapel.journey.messaging.queries.letter import Letter

STANDING = (Award.State.ISSUED, Award.State.SUSPENDED)


@receives(LookEnded)
def tell_of_lowered(event: LookEnded) -> None:
    """Tell officers that a second look lowered a decision whose award stands (R17)."""
    if event.state == Look.WORSE:
        decision = SecondLook.objects.values("decision").get(pk=event.look_id)["decision"]
        _ask(Award.objects.filter(decision=decision), officer_letters.lowered_letter)


@receives(QualificationWithdrawn)
def tell_of_withdrawn(event: QualificationWithdrawn) -> None:
    """Tell officers that a qualification was withdrawn whose badge stands (R16)."""
    found = Award.objects.filter(qualification=event.qualification_id)
    _ask(found, officer_letters.withdrawn_letter)


@receives(InquiryClosed)
def tell_of_referred(event: InquiryClosed) -> None:
    """Tell officers that people refer an award to them, where there is one already."""
    if event.finding == Finding.REFERRED:
        found = Award.objects.filter(decision__case__submission=event.submission_id)
        _ask(found, officer_letters.referred_letter)


@receives(AwardIssued)
def tell_of_referred_award(event: AwardIssued) -> None:
    """Tell officers the same of an award that came after it was referred to them."""
    referred = Inquiry.objects.filter(finding=Finding.REFERRED).values("submission")
    found = Award.objects.filter(pk=event.award_id, decision__case__submission__in=referred)
    _ask(found, officer_letters.referred_letter)


def _ask(found: QuerySet[Award], words: Callable[[Award], Letter]) -> None:
    """Write to each officer but the holder, who never decides on her own award."""
    award = (
        found.filter(state__in=STANDING).select_related("achievement__issuer__organisation").first()
    )
    if award is None:
        return
    officers = who_hold(Role.ISSUER_OFFICER, award.achievement.issuer.organisation)
    for officer in officers.exclude(pk=award.person_id):
        write_letter(
            key=f"award to decide:{award.pk}:{officer.pk}",
            kind="award to decide",
            words=lambda: words(award),
            person=officer,
        )
