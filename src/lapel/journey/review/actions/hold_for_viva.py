"""Let a talk come before an award, and go on when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.rubrics.levels import Outcome
from lapel.domain.rubrics.lifecycle import FINAL, State
from lapel.journey.evidence.models import Submission
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.review.actions.decide_case import decide_case
from lapel.journey.review.actions.moves import held, move, tell
from lapel.journey.review.actions.refusal import Refusal
from lapel.journey.review.events import VivaAsked
from lapel.journey.review.models import Acquainted, Case, VivaHold, VivaWish
from lapel.journey.review.policies import may_lead
from lapel.journey.review.queries.decisions import resolution_of
from lapel.journey.review.queries.vivas import open_wish, viva_draw, viva_hold_of, viva_share

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.domain.rubrics.resolution import Resolution
    from lapel.journey.people.models import Person


def hold_for_viva(case: Case, *, found: Resolution) -> bool:
    """Hold a case before its award where one is drawn or asked for; False where none is.

    Its scores are locked and stay as they are. A case is held once.
    """
    if found.outcome is not Outcome.EARNED or viva_hold_of(case):
        return False
    draw, share = viva_draw(case), viva_share()
    wish = open_wish(case.submission.draft)
    if wish is None and (draw is None or draw >= share):
        return False
    VivaHold.objects.create(case=case, draw=draw, share=share, wish=wish, asked_at=now())
    if wish:
        VivaWish.objects.filter(pk=wish.pk).update(met_at=now())
    facts = {"draw": draw, "share": share, "asked_by_a_person": wish is not None}
    move(case, to=State.HOLD_VIVA, facts=facts)
    announce(VivaAsked(case_id=case.pk, submission_id=case.submission.pk))
    return True


def release_viva_hold(*, case_id: UUID) -> bool:
    """Decide a case whose talk is over, as it was scored; False where no talk holds it."""
    with transaction.atomic():
        case = held(case_id)
        hold = viva_hold_of(case)
        if hold is None or case.state != State.HOLD_VIVA:
            return False
        found = resolution_of(case)
        assert found is not None
        hold.released_at = now()
        hold.save(update_fields=["released_at"])
        decide_case(case, found=found)
    return True


def ask_for_viva(*, person: Person, submission_id: UUID, words: str) -> VivaWish:
    """Have a talk come before the award on a submission, if there is to be one; a lead does.

    `Refusal` where the case is over or a talk is under way or asked for, or without words.
    """
    with transaction.atomic():
        case = held(Case.objects.get(submission=submission_id).pk)
        if not may_lead(person, case.microcredential.organisation):
            raise PermissionDenied
        if case.submission.person_id == person.pk:
            raise PermissionDenied
        if State(case.state) in FINAL or viva_hold_of(case):
            raise Refusal(_("It is too late for a talk before the award; open an inquiry instead."))
        if open_wish(case.submission.draft):
            raise Refusal(_("A talk is asked for already."))
        if not words.strip():
            raise Refusal(_("Say in a sentence why."))
        return wish_for_viva(submission_id=submission_id, person=person, words=words)


def wish_for_viva(*, submission_id: UUID, person: Person, words: str) -> VivaWish:
    """Keep a person's wish for a talk before the next award on a submission's draft; once."""
    submission = Submission.objects.select_related("draft").get(pk=submission_id)
    wish, made = VivaWish.objects.get_or_create(
        draft=submission.draft,
        met_at=None,
        defaults={"asked_by": person, "asked_at": now(), "words": words.strip()},
    )
    case = Case.objects.filter(submission=submission).first()
    if made and case:
        tell(case, action="talk asked for", actor=person, words=words.strip())
    return wish


def make_acquainted(*, case_id: UUID, person: Person) -> None:
    """Keep that a person meets the teacher of a case: no attempt of its draft is hers to score."""
    draft = Case.objects.values_list("submission__draft", flat=True).get(pk=case_id)
    Acquainted.objects.get_or_create(draft_id=draft, person=person, defaults={"at": now()})


def keep_hearing(*, case_id: UUID, person: Person) -> None:
    """Keep who heard a talk and when: it is work of hers, whatever she found (R17)."""
    VivaHold.objects.filter(case=case_id).update(heard_by=person, heard_at=now())
